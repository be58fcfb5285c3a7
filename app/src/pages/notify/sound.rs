//! The sounds, made on the spot: a few falling or rising tones that fade.

use std::cell::RefCell;

use js_sys::Reflect;
use model::Tone;
use web_sys::{AudioContext, OscillatorType};

/// One tone: when it begins and how long it lasts, in seconds; its pitch in hertz.
struct Note {
    at: f64,
    lasts: f64,
    pitch: f32,
}

const fn note(at: f64, lasts: f64, pitch: f32) -> Note {
    Note { at, lasts, pitch }
}

const CHIME: &[Note] = &[note(0.0, 0.5, 880.0), note(0.12, 0.6, 1_318.5)];
const DROP: &[Note] = &[note(0.0, 0.18, 1_046.5), note(0.1, 0.3, 698.5)];
const KNOCK: &[Note] = &[note(0.0, 0.09, 196.0), note(0.14, 0.09, 196.0)];
const BELL: &[Note] = &[note(0.0, 1.2, 659.3), note(0.0, 0.9, 1_318.5), note(0.0, 0.6, 1_975.5)];

const fn notes(tone: Tone) -> (&'static [Note], OscillatorType) {
    match tone {
        Tone::Chime => (CHIME, OscillatorType::Sine),
        Tone::Drop => (DROP, OscillatorType::Sine),
        Tone::Knock => (KNOCK, OscillatorType::Triangle),
        Tone::Bell => (BELL, OscillatorType::Sine),
    }
}

thread_local! {
    static PLAYER: RefCell<Option<AudioContext>> = const { RefCell::new(None) };
}

/// Browsers keep pages silent until somebody has touched them.
fn may_sound() -> bool {
    let navigator = leptos::prelude::window().navigator();
    let activation = Reflect::get(&navigator, &"userActivation".into());
    let active = activation.and_then(|activation| Reflect::get(&activation, &"hasBeenActive".into()));
    active.is_ok_and(|active| active.as_bool() != Some(false))
}

/// Plays a tone at a volume of 0 to 100. Where the browser refuses, nothing happens.
pub fn play(tone: Tone, volume: u8) {
    if volume == 0 || !may_sound() {
        return;
    }
    PLAYER.with_borrow_mut(|player| {
        if player.is_none() {
            *player = AudioContext::new().ok();
        }
        if let Some(player) = player {
            // Asleep it wakes up; it is not waited for.
            let _ = player.resume();
            let _ = sing(player, tone, volume);
        }
    });
}

fn sing(player: &AudioContext, tone: Tone, volume: u8) -> Result<(), wasm_bindgen::JsValue> {
    const SILENCE: f32 = 0.000_1;
    // Loudness is heard by its square.
    let loudest = (f32::from(volume) / 100.0).powi(2).max(SILENCE);
    let now = player.current_time();
    let (notes, shape) = notes(tone);
    for Note { at, lasts, pitch } in notes {
        let (from, until) = (now + at, now + at + lasts);
        let (source, gain) = (player.create_oscillator()?, player.create_gain()?);
        source.set_type(shape);
        source.frequency().set_value(*pitch);
        gain.gain().set_value_at_time(SILENCE, from)?;
        gain.gain().exponential_ramp_to_value_at_time(loudest, from + 0.01)?;
        gain.gain().exponential_ramp_to_value_at_time(SILENCE, until)?;
        source.connect_with_audio_node(&gain)?;
        gain.connect_with_audio_node(&player.destination())?;
        source.start_with_when(from)?;
        source.stop_with_when(until)?;
    }
    Ok(())
}
