//! Visitors: a browser holds one secret, the store knows which bundels it may change and which of
//! them is the one at hand.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Right, Store, StoreError, now, rows};
use crate::bundel::{Bundel, BundelId, Key, VisitorSecret};

/// A bundel in a visitor's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    pub id: BundelId,
    pub title: String,
    /// How many articles it holds.
    pub articles: u32,
    pub changed_at: Timestamp,
    /// When it was last read or changed, to the day.
    pub used_at: Timestamp,
    /// Whether this is the one that articles are added to.
    pub current: bool,
}

impl Store {
    /// A secret for a browser that has none. Made when a visitor first makes a bundel, so that
    /// whoever only reads gets no cookie.
    pub fn new_visitor(&self) -> Result<VisitorSecret, StoreError> {
        self.write(|db| insert(db))
    }

    /// The visitor whose cookie this is. A secret that was not given out here is nobody's, so that
    /// no one can be lent a cookie that somebody else knows.
    pub fn visitor(&self, cookie_value: &str) -> Result<Option<VisitorSecret>, StoreError> {
        let visitor = VisitorSecret::from_cookie(cookie_value);
        let known = self.read(|db| is_known(db, &visitor))?;
        Ok(known.then_some(visitor))
    }

    /// The bundels this visitor may change, the one changed last first.
    pub fn visitor_bundels(&self, visitor: &VisitorSecret) -> Result<Vec<Summary>, StoreError> {
        self.read(|db| {
            list(
                db,
                visitor,
                "SELECT b.id, b.title, b.changed_at, b.used_at, b.id IS v.current,
                        (SELECT count(article) FROM items WHERE bundel_id = b.id)
                 FROM visitors v JOIN rights r ON r.visitor = v.secret_hash
                                 JOIN bundels b ON b.id = r.bundel_id
                 WHERE v.secret_hash = ?1 AND b.discarded_at IS NULL
                 ORDER BY b.changed_at DESC, b.id",
            )
        })
    }

    /// What this visitor threw away and may take back, the last first.
    pub fn discarded_bundels(&self, visitor: &VisitorSecret) -> Result<Vec<Summary>, StoreError> {
        self.read(|db| {
            list(
                db,
                visitor,
                "SELECT b.id, b.title, b.changed_at, b.used_at, false,
                        (SELECT count(article) FROM items WHERE bundel_id = b.id)
                 FROM rights r JOIN bundels b ON b.id = r.bundel_id
                 WHERE r.visitor = ?1 AND b.discarded_at IS NOT NULL
                 ORDER BY b.discarded_at DESC, b.id",
            )
        })
    }

    /// The bundel this visitor adds articles to, if there is one.
    pub fn current(&self, visitor: &VisitorSecret) -> Result<Option<Bundel>, StoreError> {
        self.read(|db| {
            let id = db
                .prepare_cached(
                    "SELECT r.bundel_id FROM visitors v
                     JOIN rights r ON r.visitor = v.secret_hash AND r.bundel_id = v.current
                     WHERE v.secret_hash = ?1",
                )?
                .query_row([visitor.hash().as_bytes()], |row| bundel_id(row, 0))
                .optional()?;
            id.map(|id| rows::load(db, &id)).transpose()
        })
    }

    /// Makes one of the visitor's bundels the one at hand.
    pub fn set_current(&self, visitor: &VisitorSecret, id: &BundelId) -> Result<(), StoreError> {
        self.write(|db| {
            super::check_right(db, id, Right::Visitor(visitor))?;
            set_current(db, visitor, id)
        })
    }

    /// Lets whoever typed the key change the bundel, which becomes the one at hand: a new secret, with
    /// all that the known one may do and this bundel. The known one itself, when it may change it
    /// already: each further secret would keep rows of its own.
    ///
    /// Otherwise the known secret keeps what it had, and no more. Somebody else may have planted it in the
    /// browser, and would gain what is not theirs; and the answer that carries the new one may be
    /// lost on its way.
    pub fn let_in(
        &self,
        known: Option<&VisitorSecret>,
        id: &BundelId,
        key: &Key,
    ) -> Result<VisitorSecret, StoreError> {
        self.write(|db| {
            super::check_right(db, id, Right::Key(key))?;
            if let Some(known) = known
                && has(db, known, id)?
            {
                set_current(db, known, id)?;
                return Ok(known.clone());
            }
            let visitor = insert(db)?;
            if let Some(known) = known {
                db.prepare_cached(
                    "INSERT INTO rights (visitor, bundel_id)
                     SELECT ?1, bundel_id FROM rights WHERE visitor = ?2",
                )?
                .execute([visitor.hash().as_bytes(), known.hash().as_bytes()])?;
            }
            grant(db, &visitor, id)?;
            Ok(visitor)
        })
    }
}

/// A visitor with a secret of their own and no rights.
fn insert(db: &Connection) -> Result<VisitorSecret, StoreError> {
    let visitor = VisitorSecret::random()?;
    db.prepare_cached("INSERT INTO visitors (secret_hash, made_at) VALUES (?1, ?2)")?
        .execute(params![visitor.hash().as_bytes(), now().as_millisecond()])?;
    Ok(visitor)
}

/// Gives the visitor the right to change the bundel, and makes it the one at hand.
pub(super) fn grant(
    db: &Connection,
    visitor: &VisitorSecret,
    id: &BundelId,
) -> Result<(), StoreError> {
    if !is_known(db, visitor)? {
        return Err(StoreError::UnknownVisitor);
    }
    db.prepare_cached("INSERT OR IGNORE INTO rights (visitor, bundel_id) VALUES (?1, ?2)")?
        .execute(params![visitor.hash().as_bytes(), id.as_str()])?;
    set_current(db, visitor, id)
}

/// Ends the rights of all visitors but the one who asks.
pub(super) fn withdraw(db: &Connection, id: &BundelId, by: Right<'_>) -> Result<(), StoreError> {
    let keeps = match by {
        Right::Key(_) => None,
        Right::Visitor(visitor) => Some(*visitor.hash().as_bytes()),
    };
    db.prepare_cached("DELETE FROM rights WHERE bundel_id = ?1 AND visitor IS NOT ?2")?
        .execute(params![id.as_str(), keeps])?;
    Ok(())
}

/// Whether the visitor may change the bundel. Looked up by hash: what the time of a lookup tells
/// about a hash says nothing about the secret.
pub(super) fn has(
    db: &Connection,
    visitor: &VisitorSecret,
    id: &BundelId,
) -> Result<bool, StoreError> {
    let mut statement =
        db.prepare_cached("SELECT 1 FROM rights WHERE visitor = ?1 AND bundel_id = ?2")?;
    Ok(statement.exists(params![visitor.hash().as_bytes(), id.as_str()])?)
}

fn list(db: &Connection, visitor: &VisitorSecret, sql: &str) -> Result<Vec<Summary>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    let found = statement.query_map([visitor.hash().as_bytes()], |row| {
        Ok(Summary {
            id: bundel_id(row, 0)?,
            title: row.get(1)?,
            changed_at: rows::timestamp(row, 2)?,
            used_at: rows::timestamp(row, 3)?,
            current: row.get(4)?,
            articles: row.get(5)?,
        })
    })?;
    Ok(found.collect::<Result<_, rusqlite::Error>>()?)
}

fn is_known(db: &Connection, visitor: &VisitorSecret) -> Result<bool, StoreError> {
    let mut statement = db.prepare_cached("SELECT 1 FROM visitors WHERE secret_hash = ?1")?;
    Ok(statement.exists([visitor.hash().as_bytes()])?)
}

fn set_current(db: &Connection, visitor: &VisitorSecret, id: &BundelId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE visitors SET current = ?2 WHERE secret_hash = ?1")?
        .execute(params![visitor.hash().as_bytes(), id.as_str()])?;
    Ok(())
}

fn bundel_id(row: &rusqlite::Row<'_>, column: usize) -> Result<BundelId, rusqlite::Error> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}
