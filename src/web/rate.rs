//! How often one client may ask for what costs something.
//!
//! Each kind of work has its own allowance (generic cell rate algorithm: a burst that refills at a
//! steady pace), so that who downloads much can still search. Reading a bundel, an article as JSON or
//! an asset is not counted: it costs less than counting protects.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use axum::http::Method;
use governor::clock::Clock;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Work that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    Search,
    /// Suggestions, asked at every key.
    Typing,
    Writing,
    Rendering,
}

/// What one client may do of one kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// At once, after a while of quiet.
    pub burst: u32,
    /// How long until one more may be done.
    pub every: Duration,
}

impl Allowance {
    /// How much may be done in a minute, once the burst is used up.
    pub fn a_minute(&self) -> u128 {
        60_000 / self.every.as_millis().max(1)
    }
}

impl Work {
    pub const ALL: [Work; 4] = [Work::Search, Work::Typing, Work::Writing, Work::Rendering];

    /// The name in metrics.
    pub fn name(self) -> &'static str {
        match self {
            Work::Search => "search",
            Work::Typing => "typing",
            Work::Writing => "writing",
            Work::Rendering => "rendering",
        }
    }

    /// Several times what a hurried person does, for an office behind one address; far below what
    /// keeps a core busy (a search takes some milliseconds, a document up to seconds).
    pub fn allowance(self) -> Allowance {
        let (burst, every_millis) = match self {
            Work::Search => (60, 200),
            Work::Typing => (120, 50),
            Work::Writing => (60, 500),
            Work::Rendering => (12, 3_000),
        };
        Allowance { burst, every: Duration::from_millis(every_millis) }
    }

    /// What a request to this route asks for; `None` is not counted.
    pub(super) fn of(method: &Method, route: &str) -> Option<Work> {
        if !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
            return Some(Work::Writing);
        }
        match route {
            // Pages and lists that are searches as well: an article shows what is like it.
            "/"
            | "/artikelen/{id}"
            | "/evenementen"
            | "/organisaties/{name}"
            | "/feed.atom"
            | "/sitemap.xml"
            | "/api/v1/artikelen"
            | "/api/v1/artikelen/{id}/verwant" => Some(Work::Search),
            "/api/v1/suggesties" => Some(Work::Typing),
            _ if route.starts_with("/api/v1/bundels/{id}/") => Some(Work::Rendering),
            // Asked every second while a document is made; the line bounds how many are.
            _ if route.starts_with("/bundels/{id}/") && route.ends_with("/stand") => {
                Some(Work::Typing)
            }
            _ if route.starts_with("/bundels/{id}/") => Some(Work::Rendering),
            _ => None,
        }
    }
}

/// What clients did lately.
pub(super) struct RateLimits([DefaultKeyedRateLimiter<IpAddr>; 4]);

impl RateLimits {
    pub(super) fn new() -> RateLimits {
        RateLimits(Work::ALL.map(|work| {
            let Allowance { burst, every } = work.allowance();
            let burst = NonZeroU32::new(burst).expect("an allowance allows something");
            let quota = Quota::with_period(every).expect("a period is not zero");
            RateLimiter::keyed(quota.allow_burst(burst))
        }))
    }

    /// Counts one piece of work.
    ///
    /// # Errors
    /// How long to wait, when the client asked too often; the piece is not counted then.
    pub(super) fn count(&self, work: Work, client: IpAddr) -> Result<(), Duration> {
        let limiter = &self.0[work as usize];
        limiter.check_key(&client).map_err(|refusal| refusal.wait_time_from(limiter.clock().now()))
    }

    /// Forgets clients whose allowance is whole again, so that memory follows those who ask now.
    pub(super) fn forget_idle(&self) {
        for limiter in &self.0 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_are_counted_by_what_they_cost() {
        for (method, route, expect) in [
            (Method::GET, "/", Some(Work::Search)),
            (Method::GET, "/artikelen/{id}", Some(Work::Search)),
            (Method::GET, "/artikelen/{id}/beeld/klein", None),
            (Method::GET, "/feed.atom", Some(Work::Search)),
            (Method::HEAD, "/api/v1/artikelen", Some(Work::Search)),
            (Method::GET, "/api/v1/artikelen/{id}", None),
            (Method::GET, "/api/v1/suggesties", Some(Work::Typing)),
            (Method::GET, "/api/v1/bundels/{id}", None),
            (Method::GET, "/api/v1/bundels/{id}/pdf", Some(Work::Rendering)),
            (Method::GET, "/bundels/{id}", None),
            (Method::GET, "/bundels/{id}/pdf", Some(Work::Rendering)),
            (Method::GET, "/bundels/{id}/pdf/stand", Some(Work::Typing)),
            (Method::POST, "/api/v1/bundels/{id}/kopie", Some(Work::Writing)),
            (Method::POST, "/bundel/leeg", Some(Work::Writing)),
            (Method::OPTIONS, "/api/v1/bundels", None),
            (Method::GET, "/healthz", None),
        ] {
            assert_eq!(Work::of(&method, route), expect, "{method} {route}");
        }
    }

    #[test]
    fn a_burst_passes_and_then_one_waits() {
        let limits = RateLimits::new();
        let (one, other) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for work in Work::ALL {
            let Allowance { burst, every } = work.allowance();
            for _ in 0..burst {
                assert_eq!(limits.count(work, one), Ok(()), "{work:?}");
            }
            let wait = limits.count(work, one).expect_err("the burst is used up");
            assert!(wait <= every, "{work:?}: {wait:?}");
            assert_eq!(limits.count(work, other), Ok(()), "others go on");
        }
        limits.forget_idle();
        assert!(limits.count(Work::Rendering, one).is_err(), "who asks now is not forgotten");
    }
}
