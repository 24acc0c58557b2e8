//! Pictures as every form can show them: JPEG, upright, no larger than a page needs.
//!
//! JPEG is the one photographic form that PDF/A-2, EPUB 3 and browsers all take as it is (WebP became
//! a core type only in EPUB 3.3). A picture that cannot be read is no picture: it never costs the
//! document.

use std::io::Cursor;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, overlay};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage};

/// The longest side in pixels: 240 to an inch over the width of a page's text, above which print on
/// paper gains nothing.
const MAX_SIDE: u32 = 1_440;
/// A picture larger than this is compressed again: what a photograph of that size takes at the quality
/// below.
const MAX_BYTES: usize = 500_000;
/// Of 100; from here on differences are seen side by side only.
const QUALITY: u8 = 85;
/// What decoding may take of memory: 40 million pixels with transparency, beyond what cameras give.
const MAX_DECODED_BYTES: u64 = 160 << 20;

/// Of a picture this small; faults are not seen at its size.
const THUMBNAIL_QUALITY: u8 = 65;

/// The middle of a picture as a JPEG of this size, for a list; `None` for what cannot be shown.
#[must_use]
pub fn thumbnail(bytes: &[u8], width: u32, height: u32) -> Option<Vec<u8>> {
    let picture = read(bytes)?.upright()?;
    encoded(
        &on_white(picture.resize_to_fill(width, height, FilterType::Triangle)),
        THUMBNAIL_QUALITY,
    )
}

/// A picture that can be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Picture {
    pub(super) jpeg: Vec<u8>,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Picture {
    /// Reads a JPEG, PNG or WebP file; `None` when it is none of these, is damaged, or is of a size
    /// beyond reason.
    pub(super) fn read(bytes: &[u8]) -> Option<Picture> {
        let found = read(bytes)?;
        let as_it_is = found.is_jpeg
            && found.orientation == Orientation::NoTransforms
            && found.width.max(found.height) <= MAX_SIDE
            && bytes.len() <= MAX_BYTES
            && is_plain_jpeg(bytes);
        let (width, height) = (found.width, found.height);
        let decoded = found.upright()?;
        if as_it_is {
            return Some(Picture { jpeg: bytes.to_owned(), width, height });
        }
        let decoded = if decoded.width().max(decoded.height()) > MAX_SIDE {
            decoded.resize(MAX_SIDE, MAX_SIDE, FilterType::Triangle)
        } else {
            decoded
        };
        let opaque = on_white(decoded);
        let jpeg = encoded(&opaque, QUALITY)?;
        Some(Picture { jpeg, width: opaque.width(), height: opaque.height() })
    }

    /// The picture as an address that holds it (RFC 2397).
    pub(super) fn data_address(&self) -> String {
        format!("data:image/jpeg;base64,{}", STANDARD.encode(&self.jpeg))
    }
}

/// A picture of which only the head was read.
struct Head<D> {
    decoder: D,
    is_jpeg: bool,
    orientation: Orientation,
    width: u32,
    height: u32,
}

fn read(bytes: &[u8]) -> Option<Head<impl ImageDecoder>> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED_BYTES);
    reader.limits(limits);
    let is_jpeg = reader.format()? == ImageFormat::Jpeg;
    let mut decoder = reader.into_decoder().ok()?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 || decoder.total_bytes() > MAX_DECODED_BYTES {
        return None;
    }
    Some(Head { decoder, is_jpeg, orientation, width, height })
}

impl<D: ImageDecoder> Head<D> {
    fn upright(self) -> Option<DynamicImage> {
        let mut decoded = DynamicImage::from_decoder(self.decoder).ok()?;
        decoded.apply_orientation(self.orientation);
        Some(decoded)
    }
}

fn encoded(picture: &DynamicImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(picture).ok()?;
    Some(jpeg)
}

/// Pages are white, and JPEG knows no transparency.
fn on_white(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into();
    }
    let mut page = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    overlay(&mut page, &picture, 0, 0);
    DynamicImage::from(page).into_rgb8().into()
}

/// Whether a JPEG is grey or of three colours (a PDF/A of print colours would need their profile), by
/// the number of components in its frame header (ISO 10918-1, B.2.2).
fn is_plain_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let [0xFF, marker, high, low, ..] = bytes[at.min(bytes.len())..] {
        match marker {
            // Frame headers; C4, C8 and CC among them are other tables.
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return matches!(bytes.get(at + 9), Some(1 | 3));
            }
            0xFF => at += 1,
            _ => at += 2 + usize::from(u16::from_be_bytes([high, low])),
        }
    }
    false
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A picture of this size in this form, with something to see.
    pub(in crate::render) fn drawn(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
        let pixel = |x: u32, y: u32| Rgba([(x % 256) as u8, (y % 256) as u8, 90, 255]);
        let drawn = DynamicImage::from(RgbaImage::from_fn(width, height, pixel));
        let mut bytes = Cursor::new(Vec::new());
        let drawn = if format == ImageFormat::Jpeg { drawn.into_rgb8().into() } else { drawn };
        drawn.write_to(&mut bytes, format).expect("it is written");
        bytes.into_inner()
    }

    fn size(bytes: &[u8]) -> Option<(u32, u32)> {
        let picture = Picture::read(bytes)?;
        let read = image::load_from_memory_with_format(&picture.jpeg, ImageFormat::Jpeg).ok()?;
        assert_eq!((read.width(), read.height()), (picture.width, picture.height));
        Some((picture.width, picture.height))
    }

    #[test]
    fn every_form_becomes_a_jpeg_that_fits() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            assert_eq!(size(&drawn(format, 40, 30)), Some((40, 30)), "{format:?}");
            assert_eq!(size(&drawn(format, 2_880, 30)), Some((1_440, 15)), "{format:?}");
        }
        let small = drawn(ImageFormat::Jpeg, 40, 30);
        assert_eq!(Picture::read(&small).unwrap().jpeg, small, "nothing is lost without need");
    }

    #[test]
    fn what_is_no_picture_is_none() {
        let whole = drawn(ImageFormat::Png, 40, 30);
        for bytes in [&b""[..], b"\xFF\xD8\xFF", b"GIF89a", b"<svg/>", &whole[..whole.len() / 2]] {
            assert_eq!(size(bytes), None, "{:?}", &bytes[..bytes.len().min(8)]);
        }
        // A header that promises a billion pixels.
        let mut bomb = whole;
        bomb[16..24].copy_from_slice(&[0, 0, 0x7F, 0xFF, 0, 0, 0x7F, 0xFF]);
        assert_eq!(size(&bomb), None);
    }

    #[test]
    fn transparency_becomes_white() {
        let mut bytes = Cursor::new(Vec::new());
        RgbaImage::from_pixel(8, 8, Rgba([0; 4])).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let picture = Picture::read(&bytes.into_inner()).unwrap();
        let read = image::load_from_memory(&picture.jpeg).unwrap().into_rgb8();
        assert!(read.pixels().all(|pixel| pixel.0.iter().all(|&channel| channel > 250)));
    }

    #[test]
    fn a_thumbnail_has_the_size_of_its_place() {
        for (width, height) in [(1_600, 400), (300, 900), (10, 10)] {
            let small = thumbnail(&drawn(ImageFormat::Png, width, height), 288, 216).unwrap();
            let read = image::load_from_memory(&small).unwrap();
            assert_eq!((read.width(), read.height()), (288, 216), "of {width} by {height}");
            assert!(small.starts_with(b"\xff\xd8"), "a JPEG");
        }
        assert_eq!(thumbnail(b"\x89PNG\r\n\x1a\n..", 288, 216), None);
    }
}
