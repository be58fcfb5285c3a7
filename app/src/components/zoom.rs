//! How a picture stands in its frame: its size and place, kept so that it never leaves the frame.

/// The largest that a picture gets, in times of its fitted size.
const LARGEST: f64 = 8.0;

/// The middle of the frame is the origin, the unit CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Zoom {
    /// Times the size in which it just fits.
    pub scale: f64,
    /// How far its middle is from the frame's.
    pub x: f64,
    pub y: f64,
}

impl Zoom {
    pub const FIT: Self = Self {
        scale: 1.0,
        x: 0.0,
        y: 0.0,
    };

    pub fn is_fit(self) -> bool {
        self.scale <= 1.0
    }

    /// Larger or smaller by a factor; what is at a point stays there.
    #[must_use]
    pub fn by(self, factor: f64, at: (f64, f64), frame: (f64, f64)) -> Self {
        let scale = (self.scale * factor).clamp(1.0, LARGEST);
        let grown = scale / self.scale;
        Self {
            scale,
            x: at.0 - (at.0 - self.x) * grown,
            y: at.1 - (at.1 - self.y) * grown,
        }
        .within(frame)
    }

    #[must_use]
    pub fn moved(self, by: (f64, f64), frame: (f64, f64)) -> Self {
        Self {
            x: self.x + by.0,
            y: self.y + by.1,
            ..self
        }
        .within(frame)
    }

    fn within(self, frame: (f64, f64)) -> Self {
        let keep = |place: f64, length: f64| {
            let most = (self.scale - 1.0) * length / 2.0;
            place.clamp(-most, most)
        };
        Self {
            x: keep(self.x, frame.0),
            y: keep(self.y, frame.1),
            ..self
        }
    }

    /// For the style sheet.
    pub fn transform(self) -> String {
        format!("translate({:.1}px, {:.1}px) scale({:.3})", self.x, self.y, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::Zoom;

    const FRAME: (f64, f64) = (800.0, 600.0);

    #[test]
    fn what_is_under_the_finger_stays_there_and_the_picture_in_its_frame() {
        let zoom = |scale, x, y| Zoom { scale, x, y };
        for (case, given, expected) in [
            ("the middle", Zoom::FIT.by(2.0, (0.0, 0.0), FRAME), zoom(2.0, 0.0, 0.0)),
            (
                "a point",
                Zoom::FIT.by(2.0, (100.0, -50.0), FRAME),
                zoom(2.0, -100.0, 50.0),
            ),
            (
                "again",
                zoom(2.0, -100.0, 50.0).by(0.5, (100.0, -50.0), FRAME),
                Zoom::FIT,
            ),
            (
                "never smaller than it fits",
                Zoom::FIT.by(0.5, (10.0, 10.0), FRAME),
                Zoom::FIT,
            ),
            (
                "nor without end",
                Zoom::FIT.by(100.0, (0.0, 0.0), FRAME),
                zoom(8.0, 0.0, 0.0),
            ),
            (
                "moved",
                zoom(2.0, 0.0, 0.0).moved((30.0, -40.0), FRAME),
                zoom(2.0, 30.0, -40.0),
            ),
            (
                "to its edge",
                zoom(2.0, 0.0, 0.0).moved((9e9, -9e9), FRAME),
                zoom(2.0, 400.0, -300.0),
            ),
            ("what fits stays", Zoom::FIT.moved((30.0, 40.0), FRAME), Zoom::FIT),
        ] {
            assert_eq!(given, expected, "{case}");
        }
    }
}
