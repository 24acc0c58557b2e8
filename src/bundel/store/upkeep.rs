//! What becomes of bundels in time: thrown away with some days to change one's mind, and removed
//! when nobody uses them any more.

use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::{Right, Store, StoreError, Version, check_right, check_version, now, rows, visitors};
use crate::bundel::{BundelId, SecretHash, VisitorSecret};

/// How many days a bundel that was thrown away can be taken back: who misses it does so when the
/// work goes on after a weekend.
pub const UNDO_DAYS: u16 = 7;

/// How long a visitor without bundels is remembered: as long as browsers keep the cookie.
const VISITOR_TIME: SignedDuration = days(400);

/// What an upkeep removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Bundels that nobody used.
    pub expired: usize,
    /// Bundels that their makers had thrown away.
    pub discarded: usize,
    /// Visitors who had no bundels left.
    pub visitors: usize,
}

impl Store {
    /// Throws a bundel away. It is gone for everybody, but the visitor can take it back for
    /// [`UNDO_DAYS`] days.
    pub fn discard(
        &self,
        id: &BundelId,
        visitor: &VisitorSecret,
        expected: Option<Version>,
    ) -> Result<(), StoreError> {
        self.write(|db| {
            check_right(db, id, Right::Visitor(visitor))?;
            check_version(rows::version(db, id)?, expected)?;
            rows::set_discarded(db, id, Some(now()))
        })
    }

    /// Takes back a bundel that was thrown away; it becomes the one at hand.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] when the visitor had no right to it, or when it is too late.
    pub fn restore(&self, id: &BundelId, visitor: &VisitorSecret) -> Result<(), StoreError> {
        self.write(|db| {
            if !visitors::has(db, visitor, id)? {
                return Err(StoreError::Forbidden);
            }
            rows::set_discarded(db, id, None)?;
            rows::set_used(db, id, now())?;
            visitors::grant(db, visitor, id)
        })
    }

    /// Removes what nobody used for too long, what was thrown away some days ago, and visitors
    /// without bundels. To be done at the start and every day.
    pub fn tidy(&self) -> Result<Tidied, StoreError> {
        let now = now();
        let before = |time: SignedDuration| {
            now.saturating_sub(time).map(Timestamp::as_millisecond).expect("no calendar units")
        };
        self.write(|db| {
            let unused = before(self.unused_time());
            let ids: Vec<String> = db
                .prepare_cached(
                    "SELECT id FROM bundels WHERE used_at < ?1 AND discarded_at IS NULL",
                )?
                .query_map([unused], |row| row.get(0))?
                .collect::<Result<_, rusqlite::Error>>()?;
            for id in &ids {
                db.prepare_cached(
                    "INSERT OR REPLACE INTO expired (id_hash, expired_at) VALUES (?1, ?2)",
                )?
                .execute(params![SecretHash::of(id).as_bytes(), now.as_millisecond()])?;
                db.prepare_cached("DELETE FROM bundels WHERE id = ?1")?.execute([id])?;
            }
            let discarded = db
                .prepare_cached("DELETE FROM bundels WHERE discarded_at < ?1")?
                .execute([before(days(UNDO_DAYS))])?;
            let visitors = db
                .prepare_cached(
                    "DELETE FROM visitors WHERE made_at < ?1
                     AND NOT EXISTS (SELECT 1 FROM rights WHERE visitor = secret_hash)",
                )?
                .execute([before(VISITOR_TIME)])?;
            Ok(Tidied { expired: ids.len(), discarded, visitors })
        })
    }

    /// How long an unused bundel is kept.
    pub fn unused_time(&self) -> SignedDuration {
        days(self.limits.unused_days)
    }
}

const fn days(count: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * count as i64)
}
