//! Rows to bundels and back.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Bundel, StoreError, Version};
use crate::article::ArticleId;
use crate::bundel::{BundelId, Content, ContentHash, Item, SecretHash};

pub(super) fn load(db: &Connection, id: &BundelId) -> Result<Bundel, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT version, created_at, changed_at, used_at,
                EXISTS (SELECT 1 FROM former WHERE bundel_id = id),
                title, subtitle, introduction, search
         FROM bundels WHERE id = ?1 AND discarded_at IS NULL",
    )?;
    let bundel = statement.query_row([id.as_str()], |row| {
        Ok(Bundel {
            id: id.clone(),
            version: row.get(0)?,
            created_at: timestamp(row, 1)?,
            changed_at: timestamp(row, 2)?,
            used_at: timestamp(row, 3)?,
            undoable: row.get(4)?,
            content: texts(row, 5)?,
        })
    });
    let Some(mut bundel) = bundel.optional()? else { return Err(absent(db, id)?) };
    bundel.content.items = items(
        db,
        id,
        "SELECT heading, article, title, note, added_as
         FROM items WHERE bundel_id = ?1 ORDER BY position",
    )?;
    Ok(bundel)
}

/// The bundel's content before its last change, if it was ever changed.
pub(super) fn former(db: &Connection, id: &BundelId) -> Result<Option<Content>, StoreError> {
    let content = db
        .prepare_cached(
            "SELECT title, subtitle, introduction, search FROM former WHERE bundel_id = ?1",
        )?
        .query_row([id.as_str()], |row| texts(row, 0))
        .optional()?;
    let Some(mut content) = content else { return Ok(None) };
    content.items = items(
        db,
        id,
        "SELECT heading, article, title, note, added_as
         FROM former_items WHERE bundel_id = ?1 ORDER BY position",
    )?;
    Ok(Some(content))
}

pub(super) fn insert(
    db: &Connection,
    bundel: &Bundel,
    key_hash: &SecretHash,
) -> Result<(), StoreError> {
    let content = &bundel.content;
    db.prepare_cached(
        "INSERT INTO bundels (id, version, title, subtitle, introduction, search, key_hash,
                              created_at, changed_at, used_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        bundel.id.as_str(),
        bundel.version,
        content.title,
        content.subtitle,
        content.introduction,
        content.search,
        key_hash.as_bytes(),
        bundel.created_at.as_millisecond(),
        bundel.changed_at.as_millisecond(),
        bundel.used_at.as_millisecond(),
    ])?;
    insert_items(db, bundel)
}

/// Stores a changed bundel, and keeps what it was before.
pub(super) fn update(db: &Connection, bundel: &Bundel) -> Result<(), StoreError> {
    let id = bundel.id.as_str();
    for step in [
        "DELETE FROM former WHERE bundel_id = ?1",
        "INSERT INTO former (bundel_id, title, subtitle, introduction, search)
         SELECT id, title, subtitle, introduction, search FROM bundels WHERE id = ?1",
        "INSERT INTO former_items (bundel_id, position, heading, article, title, note, added_as)
         SELECT bundel_id, position, heading, article, title, note, added_as
         FROM items WHERE bundel_id = ?1",
        // All items are written again: at most a few hundred small rows, and no order can go wrong.
        "DELETE FROM items WHERE bundel_id = ?1",
    ] {
        db.prepare_cached(step)?.execute([id])?;
    }
    let content = &bundel.content;
    db.prepare_cached(
        "UPDATE bundels SET version = ?2, title = ?3, subtitle = ?4, introduction = ?5,
                            search = ?6, changed_at = ?7, used_at = ?8
         WHERE id = ?1",
    )?
    .execute(params![
        id,
        bundel.version,
        content.title,
        content.subtitle,
        content.introduction,
        content.search,
        bundel.changed_at.as_millisecond(),
        bundel.used_at.as_millisecond(),
    ])?;
    insert_items(db, bundel)
}

pub(super) fn delete(db: &Connection, id: &BundelId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM bundels WHERE id = ?1")?.execute([id.as_str()])?;
    Ok(())
}

pub(super) fn version(db: &Connection, id: &BundelId) -> Result<Version, StoreError> {
    one(db, "SELECT version FROM bundels WHERE id = ?1 AND discarded_at IS NULL", id, |row| {
        row.get(0)
    })
}

pub(super) fn key_hash(db: &Connection, id: &BundelId) -> Result<SecretHash, StoreError> {
    one(db, "SELECT key_hash FROM bundels WHERE id = ?1 AND discarded_at IS NULL", id, |row| {
        row.get(0)
    })
    .map(SecretHash::from_bytes)
}

pub(super) fn set_key(
    db: &Connection,
    id: &BundelId,
    key_hash: &SecretHash,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE bundels SET key_hash = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), key_hash.as_bytes()])?;
    Ok(())
}

pub(super) fn set_used(db: &Connection, id: &BundelId, at: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE bundels SET used_at = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), at.as_millisecond()])?;
    Ok(())
}

/// Throws a bundel away, or takes it back with `None`.
pub(super) fn set_discarded(
    db: &Connection,
    id: &BundelId,
    at: Option<Timestamp>,
) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE bundels SET discarded_at = ?2 WHERE id = ?1")?
        .execute(params![id.as_str(), at.map(Timestamp::as_millisecond)])?;
    db.prepare_cached("UPDATE visitors SET current = NULL WHERE current = ?1")?
        .execute([id.as_str()])?;
    Ok(())
}

/// The moment in this column.
pub(super) fn timestamp(row: &Row<'_>, column: usize) -> Result<Timestamp, rusqlite::Error> {
    Timestamp::from_millisecond(row.get(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, Box::new(error))
    })
}

fn one<T>(
    db: &Connection,
    sql: &str,
    id: &BundelId,
    read: impl FnOnce(&Row<'_>) -> Result<T, rusqlite::Error>,
) -> Result<T, StoreError> {
    match db.prepare_cached(sql)?.query_row([id.as_str()], read).optional()? {
        Some(found) => Ok(found),
        None => Err(absent(db, id)?),
    }
}

/// Why there is no bundel with this id.
fn absent(db: &Connection, id: &BundelId) -> Result<StoreError, StoreError> {
    let expired = db
        .prepare_cached("SELECT expired_at FROM expired WHERE id_hash = ?1")?
        .query_row([SecretHash::of(id.as_str()).as_bytes()], |row| timestamp(row, 0))
        .optional()?;
    Ok(expired.map_or(StoreError::NotFound, |on| StoreError::Expired { on }))
}

/// Everything but the items.
fn texts(row: &Row<'_>, first_column: usize) -> Result<Content, rusqlite::Error> {
    Ok(Content {
        title: row.get(first_column)?,
        subtitle: row.get(first_column + 1)?,
        introduction: row.get(first_column + 2)?,
        search: row.get(first_column + 3)?,
        items: Vec::new(),
    })
}

fn items(db: &Connection, id: &BundelId, sql: &str) -> Result<Vec<Item>, StoreError> {
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_map([id.as_str()], item)?.collect::<Result<_, rusqlite::Error>>()?)
}

fn insert_items(db: &Connection, bundel: &Bundel) -> Result<(), StoreError> {
    let mut statement = db.prepare_cached(
        "INSERT INTO items (bundel_id, position, heading, article, title, note, added_as)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let bundel_id = bundel.id.as_str();
    for (position, item) in (0i64..).zip(&bundel.content.items) {
        match item {
            Item::Heading(text) => statement.execute(params![
                bundel_id,
                position,
                text,
                None::<&str>,
                None::<&str>,
                None::<&str>,
                None::<&[u8]>,
            ])?,
            Item::Article { id, title, note, added_as } => statement.execute(params![
                bundel_id,
                position,
                None::<&str>,
                id.as_str(),
                title,
                note,
                added_as.as_bytes(),
            ])?,
        };
    }
    Ok(())
}

fn item(row: &Row<'_>) -> Result<Item, rusqlite::Error> {
    if let Some(heading) = row.get(0)? {
        return Ok(Item::Heading(heading));
    }
    let id: String = row.get(1)?;
    Ok(Item::Article {
        id: ArticleId::try_from(id).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(error))
        })?,
        title: row.get(2)?,
        note: row.get(3)?,
        added_as: ContentHash::from_bytes(row.get(4)?),
    })
}
