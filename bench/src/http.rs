//! As little HTTP/1.1 as a load needs: requests over one kept connection, one after the other. A full client would take more
//! of the two processors than what is measured.

use anyhow::Context as _;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

pub struct Connection {
    server: String,
    stream: BufReader<TcpStream>,
}

pub struct Answer {
    pub status: u16,
    /// `name=value` of the first cookie it sets.
    pub cookie: Option<String>,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(server: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            server: server.to_owned(),
            stream: BufReader::new(stream),
        })
    }

    /// `headers`: whole lines, each with its `\r\n`.
    pub async fn post(&mut self, path: &str, headers: &str, kind: &str, body: &str) -> anyhow::Result<Answer> {
        let server = &self.server;
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {server}\r\nOrigin: http://{server}\r\nContent-Type: {kind}\r\n{headers}\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        self.stream.get_mut().write_all(request.as_bytes()).await?;
        self.answer().await
    }

    async fn answer(&mut self) -> anyhow::Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line).await?;
        let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
        let status = status.with_context(|| format!("{line:?} is no HTTP"))?;
        let (mut length, mut cookie) = (0, None);
        loop {
            line.clear();
            self.stream.read_line(&mut line).await?;
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.trim().parse()?,
                "set-cookie" => cookie = value.split(';').next().map(|pair| pair.trim().to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body).await?;
        Ok(Answer { status, cookie, body })
    }
}

impl Answer {
    pub fn json(&self) -> anyhow::Result<serde_json::Value> {
        let text = String::from_utf8_lossy(&self.body);
        anyhow::ensure!(self.status == 200, "{} {text}", self.status);
        serde_json::from_slice(&self.body).with_context(|| text.into_owned())
    }
}
