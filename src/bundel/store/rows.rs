//! Rows to bundels and back.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Bundel, StoreError, Version};
use crate::article::ArticleId;
use crate::bundel::{BundelId, Content, ContentHash, Item, SecretHash};

pub(super) fn load(db: &Connection, id: &BundelId) -> Result<Bundel, StoreError> {
    let mut statement = db.prepare_cached(
        "SELECT version, title, subtitle, introduction, search, created_at, changed_at
         FROM bundels WHERE id = ?1",
    )?;
    let bundel = statement.query_row([id.as_str()], |row| {
        Ok(Bundel {
            id: id.clone(),
            version: row.get(0)?,
            content: Content {
                title: row.get(1)?,
                subtitle: row.get(2)?,
                introduction: row.get(3)?,
                items: Vec::new(),
                search: row.get(4)?,
            },
            created_at: timestamp(row, 5)?,
            changed_at: timestamp(row, 6)?,
        })
    });
    let mut bundel = bundel.optional()?.ok_or(StoreError::NotFound)?;
    let mut statement = db.prepare_cached(
        "SELECT heading, article, title, note, added_as
         FROM items WHERE bundel_id = ?1 ORDER BY position",
    )?;
    bundel.content.items =
        statement.query_map([id.as_str()], item)?.collect::<Result<_, rusqlite::Error>>()?;
    Ok(bundel)
}

pub(super) fn insert(
    db: &Connection,
    bundel: &Bundel,
    key_hash: &SecretHash,
) -> Result<(), StoreError> {
    let content = &bundel.content;
    db.prepare_cached(
        "INSERT INTO bundels (id, version, title, subtitle, introduction, search, key_hash,
                              created_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
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
    ])?;
    insert_items(db, bundel)
}

pub(super) fn update(db: &Connection, bundel: &Bundel) -> Result<(), StoreError> {
    let content = &bundel.content;
    db.prepare_cached(
        "UPDATE bundels SET version = ?2, title = ?3, subtitle = ?4, introduction = ?5,
                            search = ?6, changed_at = ?7
         WHERE id = ?1",
    )?
    .execute(params![
        bundel.id.as_str(),
        bundel.version,
        content.title,
        content.subtitle,
        content.introduction,
        content.search,
        bundel.changed_at.as_millisecond(),
    ])?;
    // All items are written again: at most a few hundred small rows, and no order can go wrong.
    db.prepare_cached("DELETE FROM items WHERE bundel_id = ?1")?.execute([bundel.id.as_str()])?;
    insert_items(db, bundel)
}

pub(super) fn delete(db: &Connection, id: &BundelId) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM bundels WHERE id = ?1")?.execute([id.as_str()])?;
    Ok(())
}

pub(super) fn version(db: &Connection, id: &BundelId) -> Result<Version, StoreError> {
    one(db, "SELECT version FROM bundels WHERE id = ?1", id, |row| row.get(0))
}

pub(super) fn key_hash(db: &Connection, id: &BundelId) -> Result<SecretHash, StoreError> {
    one(db, "SELECT key_hash FROM bundels WHERE id = ?1", id, |row| row.get(0))
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
    db.prepare_cached(sql)?.query_row([id.as_str()], read).optional()?.ok_or(StoreError::NotFound)
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
