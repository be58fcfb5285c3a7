//! Images: how large they are, and the small form that lists and bubbles show.
//!
//! An image is a program for a decoder: what it claims is read before anything is unpacked, and what it may want of memory is
//! limited.

use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};

use crate::{Files, FilesError, Wrong};

/// More than any camera's usual picture; decoded it is a quarter of a gigabyte.
pub const MAX_PIXELS: u64 = 64_000_000;
/// The longest side, in pixels: browsers refuse longer ones.
const MAX_SIDE: u32 = 16_384;
/// The longest side of a thumbnail, in pixels: twice what a bubble is wide.
const THUMBNAIL: u32 = 640;
/// What a decoder may take, in bytes.
const MAX_MEMORY: u64 = 400 * 1024 * 1024;
const QUALITY: u8 = 80;

/// What is known of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// As it is shown: turned as its camera was held. In pixels.
    pub width: u32,
    pub height: u32,
    /// `None`: it is small enough itself, or its content is broken.
    pub small: Option<Small>,
}

/// An encoded small form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Small {
    pub bytes: Vec<u8>,
    transparent: bool,
}

impl Small {
    /// What its key ends with, from which [`small_media_type`] tells what it is.
    pub const fn ending(&self) -> &'static str {
        if self.transparent { "png" } else { "jpg" }
    }
}

/// What is kept under the key of a small form.
pub fn small_media_type(key: &str) -> &'static str {
    match key.rsplit('.').next() {
        Some("png") => "image/png",
        _ => "image/jpeg",
    }
}

impl Files {
    /// Looks at an image. `Wrong::Image`: it is none, or too large.
    pub async fn picture(&self, image: Bytes) -> Result<Picture, FilesError> {
        self.decoded(move || picture(&image)).await
    }

    /// The middle of an image as a square of at most `side` pixels. `Wrong::Image` as for [`Self::picture`], or it is broken.
    pub async fn square(&self, image: Bytes, side: u32) -> Result<Small, FilesError> {
        self.decoded(move || square(&image, side)).await
    }

    async fn decoded<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Wrong> + Send + 'static,
    ) -> Result<T, FilesError> {
        let turn = self
            .decoders
            .acquire()
            .await
            .map_err(|error| FilesError::storage(&error))?;
        let done = tokio::task::spawn_blocking(work).await;
        drop(turn);
        // A decoder that panics has met what it was not made for.
        done.unwrap_or(Err(Wrong::Image)).map_err(FilesError::Wrong)
    }
}

struct Decoded {
    image: DynamicImage,
    orientation: Orientation,
}

/// Width, height and orientation as the file says; nothing is unpacked.
fn claims(bytes: &[u8]) -> Result<(u32, u32, Orientation, ImageFormat), Wrong> {
    let reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|_| Wrong::Image)?;
    let format = reader.format().ok_or(Wrong::Image)?;
    let mut reader = reader;
    reader.limits(limits());
    let mut decoder = reader.into_decoder().map_err(|_| Wrong::Image)?;
    let (width, height) = decoder.dimensions();
    let right = (1..=MAX_SIDE).contains(&width)
        && (1..=MAX_SIDE).contains(&height)
        && u64::from(width) * u64::from(height) <= MAX_PIXELS;
    if !right {
        return Err(Wrong::Image);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((width, height, orientation, format))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE);
    limits.max_image_height = Some(MAX_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    limits
}

fn decode(bytes: &[u8]) -> Result<Decoded, Wrong> {
    let (_, _, orientation, format) = claims(bytes)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let image = reader.decode().map_err(|_| Wrong::Image)?;
    Ok(Decoded { image, orientation })
}

fn picture(bytes: &[u8]) -> Result<Picture, Wrong> {
    let (width, height, orientation, _) = claims(bytes)?;
    let turned = matches!(
        orientation,
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH
    );
    let (shown_width, shown_height) = if turned { (height, width) } else { (width, height) };
    let small = if width.max(height) > THUMBNAIL {
        decode(bytes).ok().and_then(|decoded| {
            let mut small = decoded.image.thumbnail(THUMBNAIL, THUMBNAIL);
            small.apply_orientation(decoded.orientation);
            encode(&small)
        })
    } else {
        None
    };
    Ok(Picture {
        width: shown_width,
        height: shown_height,
        small,
    })
}

fn square(bytes: &[u8], side: u32) -> Result<Small, Wrong> {
    let Decoded { mut image, orientation } = decode(bytes)?;
    image.apply_orientation(orientation);
    let edge = image.width().min(image.height());
    let (left, top) = ((image.width() - edge) / 2, (image.height() - edge) / 2);
    let side = side.min(edge);
    let small = image
        .crop_imm(left, top, edge, edge)
        .resize_exact(side, side, image::imageops::FilterType::Triangle);
    encode(&small).ok_or(Wrong::Image)
}

/// JPEG, or PNG where something is transparent.
fn encode(image: &DynamicImage) -> Option<Small> {
    let mut bytes = Vec::new();
    let transparent = image.color().has_alpha();
    if transparent {
        image.to_rgba8().write_with_encoder(PngEncoder::new(&mut bytes)).ok()?;
    } else {
        image
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))
            .ok()?;
    }
    Some(Small { bytes, transparent })
}
