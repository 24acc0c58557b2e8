//! A publication as a document. Pure: values in, bytes out; no clock, no disk, no network.
