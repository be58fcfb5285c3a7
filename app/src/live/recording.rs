//! A voice note as the browser records it (R107): the microphone, how loud it is, and the file in the end. The server turns
//! what only some browsers play into what all do.

use js_sys::{Array, Promise};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AnalyserNode, AudioContext, BlobEvent, FilePropertyBag, MediaRecorder, MediaRecorderOptions, MediaStream,
    MediaStreamConstraints, MediaStreamTrack,
};

use super::browser;
use model::Timestamp;

/// What is recorded, the best first.
const FORMS: [&str; 3] = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
/// Bits a second: speech needs no more.
const BITS: u32 = 32_000;
/// Samples that are looked at for the level.
const WINDOW: u32 = 256;

/// A recording under way.
pub struct Recording {
    recorder: MediaRecorder,
    stream: MediaStream,
    context: AudioContext,
    analyser: AnalyserNode,
    pieces: Array,
    /// Kept once it has ended, by [`Recording::finish`] or by itself, as when the microphone is pulled out.
    stopped: Promise,
    begun: Timestamp,
    /// Hears the pieces; dropped with it.
    _listener: Closure<dyn FnMut(BlobEvent)>,
}

/// Whether this browser can record at all.
pub fn is_possible() -> bool {
    web_sys::window().is_some_and(|window| window.navigator().media_devices().is_ok())
        && js_sys::Reflect::has(&js_sys::global(), &"MediaRecorder".into()).unwrap_or_default()
}

/// Begins at once. The error is the browser's: no microphone, or no leave to use it.
pub async fn begin() -> Result<Recording, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let wanted = MediaStreamConstraints::new();
    wanted.set_audio(&JsValue::TRUE);
    let asked = window
        .navigator()
        .media_devices()?
        .get_user_media_with_constraints(&wanted)?;
    let stream: MediaStream = JsFuture::from(asked).await?.dyn_into()?;
    let options = MediaRecorderOptions::new();
    if let Some(form) = FORMS.into_iter().find(|form| MediaRecorder::is_type_supported(form)) {
        options.set_mime_type(form);
    }
    options.set_audio_bits_per_second(BITS);
    let recorder = MediaRecorder::new_with_media_stream_and_media_recorder_options(&stream, &options)?;
    let pieces = Array::new();
    let kept = pieces.clone();
    let listener = Closure::<dyn FnMut(BlobEvent)>::new(move |event: BlobEvent| {
        if let Some(piece) = event.data() {
            kept.push(&piece);
        }
    });
    recorder.set_ondataavailable(Some(listener.as_ref().unchecked_ref()));
    let stopped = Promise::new(&mut |resolve, _| recorder.set_onstop(Some(&resolve)));
    let context = AudioContext::new()?;
    let analyser = context.create_analyser()?;
    analyser.set_fft_size(WINDOW);
    context
        .create_media_stream_source(&stream)?
        .connect_with_audio_node(&analyser)?;
    recorder.start_with_time_slice(1_000)?;
    Ok(Recording {
        recorder,
        stream,
        context,
        analyser,
        pieces,
        stopped,
        begun: browser::now(),
        _listener: listener,
    })
}

impl Recording {
    /// How loud it is just now, from 0 to 1.
    pub fn level(&self) -> f64 {
        let mut wave = [0_u8; WINDOW as usize];
        self.analyser.get_byte_time_domain_data(&mut wave);
        let loudest = wave.iter().map(|value| value.abs_diff(128)).max().unwrap_or_default();
        f64::from(loudest) / 128.0
    }

    /// In milliseconds.
    pub fn length(&self) -> i64 {
        browser::now().0 - self.begun.0
    }

    /// Ends it. `None`: nothing was recorded.
    pub async fn finish(self, name: &str) -> Option<web_sys::File> {
        // What has stopped by itself cannot be stopped: what came until then counts.
        let _ = self.recorder.stop();
        JsFuture::from(self.stopped.clone()).await.ok()?;
        let form = self.recorder.mime_type();
        let media_type = form.split(';').next().unwrap_or_default().to_owned();
        let ending = media_type.rsplit('/').next().unwrap_or("webm").to_owned();
        let options = FilePropertyBag::new();
        options.set_type(&media_type);
        let file =
            web_sys::File::new_with_blob_sequence_and_options(&self.pieces, &format!("{name}.{ending}"), &options);
        self.release();
        file.ok().filter(|file| file.size() > 0.0)
    }

    /// Throws it away.
    pub fn discard(self) {
        // What has stopped by itself cannot be stopped.
        let _ = self.recorder.stop();
        self.release();
    }

    /// The microphone's light goes out.
    fn release(&self) {
        // What is recorded last comes after the end, when nobody hears it any more.
        self.recorder.set_ondataavailable(None);
        for track in self.stream.get_tracks() {
            track.unchecked_into::<MediaStreamTrack>().stop();
        }
        let _ = self.context.close();
    }
}
