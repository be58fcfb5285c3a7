//! What is lost when these fail: files, memory, or who sends what nobody should get.

use bytes::Bytes;
use files::testing::{claiming_png, png, turned_jpeg};
use files::{Files, FilesError, MAX_PIXELS, Wrong};
use futures_util::{StreamExt as _, stream};

type Piece = Result<Bytes, &'static str>;

/// A body in pieces of this many bytes.
fn body(bytes: &[u8], piece: usize) -> impl futures_util::Stream<Item = Piece> + Unpin {
    let pieces: Vec<Piece> = bytes.chunks(piece).map(|it| Ok(Bytes::copy_from_slice(it))).collect();
    stream::iter(pieces)
}

async fn read(files: &Files, key: &str, from: u64, to: Option<u64>) -> Option<Vec<u8>> {
    let reading = files.read(key, from, to).await.expect("read")?;
    let pieces: Vec<_> = reading
        .bytes
        .map(|piece| piece.expect("a piece").to_vec())
        .collect()
        .await;
    Some(pieces.concat())
}

fn places() -> (tempfile::TempDir, [Files; 2]) {
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = Files::in_folder(&folder.path().join("new")).expect("opened");
    (folder, [in_folder, Files::in_memory()])
}

#[tokio::test]
async fn what_was_taken_in_is_given_out_whole_or_in_part_and_taken_away() {
    let (_folder, places) = places();
    let long: Vec<u8> = b"%PDF-"
        .iter()
        .copied()
        .chain((0..12_000_000).map(|n: u32| n.to_le_bytes()[1]))
        .collect();
    for files in places {
        files.check().await.expect("usable");
        let received = files
            .receive("ab/one", "a.pdf", body(&long, 60_000), 20_000_000, |_| true)
            .await
            .expect("taken");
        assert_eq!(received.size, 12_000_005);
        assert_eq!(received.content.media_type, "application/pdf");
        assert_eq!(received.sha256.len(), 64);
        assert!(read(&files, "ab/one", 0, None).await == Some(long.clone()));
        assert!(read(&files, "ab/one", 7_000_000, Some(7_000_010)).await == Some(long[7_000_000..7_000_010].to_vec()));
        assert!(read(&files, "ab/one", 12_000_000, None).await == Some(long[12_000_000..].to_vec()));
        for _ in 0..2 {
            files.delete("ab/one").await.expect("gone");
        }
        assert_eq!(read(&files, "ab/one", 0, None).await, None);
    }
}

#[tokio::test]
async fn what_is_refused_leaves_nothing_behind() {
    let (folder, places) = places();
    let text = "text ".repeat(100_000);
    for files in places {
        let cut: Vec<Piece> = vec![Ok(Bytes::from(text[..30_000].to_owned())), Err("gone")];
        let refused = [
            files
                .receive("k", "a.txt", body(text.as_bytes(), 1_000), 400_000, |_| true)
                .await,
            files
                .receive("k", "a.txt", body(text.as_bytes(), 1_000), 10, |_| true)
                .await,
            files
                .receive("k", "a.txt", body(text.as_bytes(), 1_000), 1_000_000, |_| false)
                .await,
            files
                .receive("k", "a.png", body(b"<svg onload=alert(1)>", 3), 1_000, |_| true)
                .await,
            files.receive("k", "a.png", body(b"", 1), 1_000, |_| true).await,
            files
                .receive("k", "a.txt", stream::iter(cut), 1_000_000, |_| true)
                .await,
        ];
        let expected = [
            FilesError::Wrong(Wrong::TooLarge),
            FilesError::Wrong(Wrong::TooLarge),
            FilesError::Wrong(Wrong::Type),
            FilesError::Wrong(Wrong::Type),
            FilesError::Wrong(Wrong::Empty),
            FilesError::Interrupted,
        ];
        assert_eq!(refused.map(|it| it.expect_err("refused")), expected);
        assert_eq!(read(&files, "k", 0, None).await, None);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path().join("new")).expect("there").collect();
    assert!(left.is_empty(), "{left:?}");
}

#[tokio::test]
async fn an_image_is_known_by_how_it_is_shown() {
    let files = Files::in_memory();
    let small = files.picture(png(40, 30).into()).await.expect("an image");
    assert_eq!((small.width, small.height, small.small), (40, 30, None));
    let large = files.picture(png(2_000, 1_000).into()).await.expect("an image");
    let thumbnail = files
        .picture(large.small.expect("a small form").bytes.into())
        .await
        .expect("an image");
    assert_eq!((thumbnail.width, thumbnail.height), (640, 320));
    let turned = files.picture(turned_jpeg(900, 1_800).into()).await.expect("an image");
    assert_eq!((turned.width, turned.height), (900, 1_800));
    let thumbnail = files
        .picture(turned.small.expect("a small form").bytes.into())
        .await
        .expect("an image");
    assert_eq!((thumbnail.width, thumbnail.height), (320, 640));
    let square = files
        .square(turned_jpeg(900, 1_800).into(), 256)
        .await
        .expect("a square");
    let square = files.picture(square.bytes.into()).await.expect("an image");
    assert_eq!((square.width, square.height), (256, 256));
}

/// Else a picture of a hundred bytes takes all memory of the server, or of the browser that shows it.
#[tokio::test]
async fn an_image_that_claims_to_be_huge_or_is_broken_is_refused() {
    let files = Files::in_memory();
    let side = u32::try_from(MAX_PIXELS.isqrt()).expect("small") + 1;
    let cut = &png(100, 100)[..60];
    let noise = [b"\x89PNG\r\n\x1a\n".as_slice(), &[7; 100]].concat();
    for bytes in [
        claiming_png(100_000, 100_000),
        claiming_png(u32::MAX / 2, 1),
        claiming_png(side, side),
        claiming_png(0, 0),
        noise,
        b"GIF89a\xff\xff\xff\xff".to_vec(),
        b"\xff\xd8\xff\xe0nothing".to_vec(),
        Vec::new(),
    ] {
        assert_eq!(
            files.picture(bytes.clone().into()).await,
            Err(FilesError::Wrong(Wrong::Image)),
            "{bytes:?}"
        );
    }
    // Broken further on: shown as far as it goes, without a small form.
    assert!(files.picture(cut.to_vec().into()).await.is_ok());
}
