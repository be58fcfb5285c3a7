//! What every handler has at hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use desk::Desk;
use model::Problem;

use crate::configuration::Configuration;
use crate::hub::Hub;
use crate::rate_limit::RateLimits;
use crate::site::Site;

pub type Shared = Arc<Server>;

pub struct Server {
    pub desk: Desk,
    pub hub: Arc<Hub>,
    pub site: Site,
    pub limits: RateLimits,
    pub configuration: Configuration,
    /// Once the company is there it stays there: no need to ask again.
    is_set_up: AtomicBool,
}

impl Server {
    pub fn new(desk: Desk, hub: Arc<Hub>, site: Site, configuration: Configuration) -> Self {
        Self {
            limits: RateLimits::new(configuration.limits),
            is_set_up: AtomicBool::new(false),
            desk,
            hub,
            site,
            configuration,
        }
    }

    /// Whether `/setup` is still to be done.
    pub async fn needs_setup(&self) -> Result<bool, Problem> {
        if self.is_set_up.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let needed = desk::setup::needed(&self.desk).await?;
        self.is_set_up.store(!needed, Ordering::Relaxed);
        Ok(needed)
    }
}
