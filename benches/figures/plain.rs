//! Plain tantivy, as most would set it up for Dutch: title and body, its own Dutch stemmer
//! (Kraaij-Pohlmann), and a query that any word of the query may match.

use std::borrow::Borrow;
use std::path::Path;

use anyhow::{Context, Result};
use bundelaar::article::Article;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::tokenizer::{
    Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer, TokenStream,
};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term, doc};

use crate::texts::body;

const TOKENIZER: &str = "dutch";
/// The memory of bundelaar's own writer, so that neither writes more segments than the other.
const WRITER_MEMORY_BYTES: usize = 64 * 1024 * 1024;

pub struct Plain {
    searcher: Searcher,
    tokenizer: TextAnalyzer,
    title: Field,
    body: Field,
}

impl Plain {
    /// Indexes the articles into an empty folder with this many threads.
    pub fn index<A: Borrow<Article>>(
        folder: &Path,
        articles: impl IntoIterator<Item = A>,
        threads: usize,
    ) -> Result<Plain> {
        let text = TextOptions::default().set_stored().set_indexing_options(
            TextFieldIndexing::default()
                .set_tokenizer(TOKENIZER)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions),
        );
        let mut schema = Schema::builder();
        let id = schema.add_text_field("id", STRING | STORED);
        let title = schema.add_text_field("title", text.clone());
        let body_field = schema.add_text_field("body", text);
        let index = Index::create_in_dir(folder, schema.build())?;
        index.tokenizers().register(TOKENIZER, dutch());
        let mut writer: IndexWriter<TantivyDocument> =
            index.writer_with_num_threads(threads, WRITER_MEMORY_BYTES * threads)?;
        for article in articles {
            let article = article.borrow();
            writer.add_document(doc!(
                id => article.id.as_str(),
                title => article.title.as_str(),
                body_field => body(article),
            ))?;
        }
        writer.commit()?;
        writer.wait_merging_threads()?;
        let tokenizer = index.tokenizers().get(TOKENIZER).context("registered above")?;
        Ok(Plain { searcher: index.reader()?.searcher(), tokenizer, title, body: body_field })
    }

    /// Ranks the best `limit` documents: any word, in title or body. Returns how many came.
    pub fn search(&mut self, query: &str, limit: usize) -> Result<usize> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        let mut tokens = self.tokenizer.token_stream(query);
        while let Some(token) = tokens.next() {
            for field in [self.title, self.body] {
                let term = Term::from_field_text(field, &token.text);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                clauses.push((Occur::Should, Box::new(query)));
            }
        }
        let best = TopDocs::with_limit(limit).order_by_score();
        Ok(self.searcher.search(&BooleanQuery::new(clauses), &best)?.len())
    }
}

fn dutch() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(40))
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Dutch))
        .build()
}
