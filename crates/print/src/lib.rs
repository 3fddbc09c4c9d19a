//! Domain to PDF: cards, notices, letters, forms.
