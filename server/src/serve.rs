//! `balcao serve`: opens the database, says what is to be done first, and serves until it is told to stop.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use desk::Desk;
use desk::demo::DemoCompany;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use crate::configuration::Configuration;
use crate::edge::{SystemClock, SystemRandom, random_number};
use crate::hub::Hub;
use crate::site::Site;
use crate::state::{Server, Shared};
use crate::{connections, counts, demo, erasing, indexing, jobs, presence, shutdown, tail, timers};

/// Connections to the database.
const CONNECTIONS: u32 = 8;
/// How often what has grown old is put away.
const TIDYING: Duration = Duration::from_mins(10);

/// Why the server does not run.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A server that listens, before its first request.
pub struct Ready {
    pub address: SocketAddr,
    demo: Option<DemoCompany>,
    server: Shared,
    listener: TcpListener,
}

/// Opens everything. What is wrong with a setting is told here, before anybody is served.
pub async fn open(configuration: Configuration) -> Result<Ready, Failure> {
    let desk = open_desk(&configuration).await?;
    over(desk, configuration).await
}

/// The desk over the database of the settings, which is made when it is a SQLite file that does not exist.
pub async fn open_desk(configuration: &Configuration) -> Result<Desk, Failure> {
    std::fs::create_dir_all(&configuration.data)
        .map_err(|error| format!("setting `data`: {}: {error}", configuration.data.display()))?;
    let options = store::Options {
        epoch: random_number(),
        connections: CONNECTIONS,
    };
    let database = store::Db::open(&configuration.database, &options)
        .await
        .map_err(|error| format!("setting `database`: {error}"))?;
    let files = configuration.files.open(&configuration.data).await?;
    let desk = Desk::new(database, Arc::new(SystemClock), Arc::new(SystemRandom));
    Ok(desk.with_files(files, configuration.max_file_size))
}

/// A server over a desk that is open already.
pub async fn over(desk: Desk, configuration: Configuration) -> Result<Ready, Failure> {
    let site = Site::load(&configuration.site)?;
    // For Leptos to render with. An error says that it knows already, from another server in this process.
    let _ = any_spawner::Executor::init_tokio();
    let listener = TcpListener::bind(configuration.listen)
        .await
        .map_err(|error| format!("setting `listen`: {}: {error}", configuration.listen))?;
    let demo = if configuration.demo {
        demo::company(&desk).await?
    } else {
        None
    };
    let hub = Hub::new(desk.clone()).await?;
    Ok(Ready {
        address: listener.local_addr()?,
        demo,
        server: Arc::new(Server::new(desk, hub, site, configuration)),
        listener,
    })
}

impl Ready {
    /// What a person who starts the server must know, in sentences.
    pub async fn greeting(&self) -> Result<String, Failure> {
        let address = self.server.configuration.address_for_people(self.address);
        if let Some(company) = &self.demo {
            return Ok(demo::sentence(company, &address));
        }
        Ok(match desk::setup::issue_code(&self.server.desk).await? {
            Some(code) => format!("Welcome. To set up Balcão, open {address}/setup and give this code: {code}"),
            None => format!("Balcão is at {address}/."),
        })
    }

    /// Serves until `stop`, then ends in order: no new connections, goodbye to the sockets, the requests under way.
    pub async fn run(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Failure> {
        let Self { server, listener, .. } = self;
        let mut tasks = JoinSet::new();
        tasks.spawn(tail::follow(Arc::clone(&server.hub)));
        tasks.spawn(counts::follow(Arc::clone(&server.hub)));
        tasks.spawn(tidy(Arc::clone(&server)));
        tasks.spawn(timers::work(server.desk.clone()));
        tasks.spawn(presence::keep(
            Arc::clone(&server.hub),
            server.configuration.presence_lease,
        ));
        tasks.spawn(presence::follow(Arc::clone(&server.hub)));
        tasks.spawn(presence::hear(Arc::clone(&server.hub)));
        tasks.spawn(erasing::work(server.desk.clone()));
        tasks.spawn(indexing::work(server.desk.clone()));
        tasks.spawn(jobs::bulk(server.desk.clone()));
        tasks.spawn(jobs::exports(server.desk.clone()));

        let (stopping, stopped) = oneshot::channel();
        let hub = Arc::clone(&server.hub);
        let stop = async move {
            stop.await;
            tracing::info!("stopping");
            // Only tells: the sockets leave while the listener is closed and requests finish.
            let _ = stopping.send(());
        };
        let serving = connections::serve(listener, server.router(), server.configuration.head_timeout, stop);
        let end = async move {
            if stopped.await.is_ok() {
                shutdown::sockets(&hub).await;
                tokio::time::sleep(shutdown::REQUESTS_FINISH).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        let hub = Arc::clone(&server.hub);
        tokio::select! {
            () = serving => {}
            () = end => tracing::warn!("some requests did not finish in time"),
        }
        shutdown::sockets(&hub).await;
        tasks.shutdown().await;
        server.desk.close().await;
        Ok(())
    }
}

/// Puts away what has grown old, here and in the database.
async fn tidy(server: Shared) {
    loop {
        tokio::time::sleep(TIDYING).await;
        server.limits.tidy();
        if let Err(problem) = desk::retention::put_away(&server.desk, server.configuration.event_retention_days).await {
            tracing::warn!(%problem, "what has grown old could not be put away");
        }
    }
}
