//! What a site lets programs read: its robots.txt (RFC 9309).

use std::time::Duration;

use texting_robots::Robot;
use ureq::http::StatusCode;

/// The rules of one site.
pub(super) enum Rules {
    Given(Robot),
    /// There are none, so everything may be read.
    None,
    /// They could not be read, so nothing may (RFC 9309, 2.3.1.4).
    Unreadable,
}

/// RFC 9309 (2.5) wants 500 KiB at least to be read.
pub(super) const MAX_ROBOTS_BYTES: u64 = 512 << 10;

impl Rules {
    /// From the answer to the request for robots.txt.
    pub fn of(status: StatusCode, body: &[u8], agent: &str) -> Rules {
        if status.is_success() {
            return Robot::new(agent, body).map_or(Rules::Unreadable, Rules::Given);
        }
        if status.is_client_error() && status != StatusCode::TOO_MANY_REQUESTS {
            return Rules::None;
        }
        Rules::Unreadable
    }

    pub fn allow(&self, address: &str) -> bool {
        match self {
            Rules::Given(rules) => rules.allowed(address),
            Rules::None => true,
            Rules::Unreadable => false,
        }
    }

    /// The pause that the site asks for between requests, within reason.
    pub fn pause(&self) -> Option<Duration> {
        // More would be a way of saying no.
        const LONGEST_SECONDS: f32 = 60.0;
        match self {
            Rules::Given(Robot { delay: Some(seconds), .. }) if *seconds > 0.0 => {
                Some(Duration::from_secs_f32(seconds.min(LONGEST_SECONDS)))
            }
            _ => None,
        }
    }
}
