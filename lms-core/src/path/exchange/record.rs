use serde::{Deserialize, Serialize};

/// The longest CSV document, in bytes.
pub const MAX_CSV_BYTES: usize = 16 * 1024 * 1024;
/// The most rows of a CSV document.
pub const MAX_CSV_ROWS: usize = 25_000;
/// The most cells of a row.
pub const MAX_CSV_CELLS: usize = 64;
/// The longest cell, in bytes.
pub const MAX_CSV_CELL_BYTES: usize = 16 * 1024;

/// What is wrong with a CSV document, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("line {line}, column {column}: {message} [{code}]")]
#[serde(rename_all = "camelCase")]
pub struct CsvError {
    /// The line, from 1.
    pub line: u32,
    /// The cell in the row, from 1.
    pub column: u32,
    /// The stable code, such as `csv_quote_open`.
    pub code: String,
    /// The default English text.
    pub message: String,
}

impl CsvError {
    pub(super) fn new(line: u32, column: usize, code: &str, message: impl Into<String>) -> Self {
        Self {
            line,
            column: u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1),
            code: code.into(),
            message: message.into(),
        }
    }
}

/// One row, with the line on which it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) cells: Vec<Cell>,
}

/// One cell: as it stands between quotation marks, or else without the blanks around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell(String);

impl Row {
    /// A cell without blanks around it, whether quoted or not; empty when the row is shorter.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.text(column).trim()
    }

    /// A cell as it was meant: blanks inside quotation marks belong to it.
    pub(super) fn text(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.0.as_str())
    }
}

/// Reads the rows of a CSV document (RFC 4180; lines end in LF or CRLF), without empty rows and comments (`#`).
///
/// A reader of our own, because what users need most is the place of a mistake, and the grammar has three states. Linear.
pub(super) fn rows(text: &str) -> Result<Vec<Row>, CsvError> {
    if text.len() > MAX_CSV_BYTES {
        let message = format!("a document has at most {MAX_CSV_BYTES} bytes");
        return Err(CsvError::new(1, 0, "csv_too_large", message));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut rows = Vec::new();
    let mut reader = Reader {
        letters: text.chars().peekable(),
        line: 1,
    };
    while let Some(row) = reader.row()? {
        let is_comment = row.cell(0).starts_with('#');
        let is_empty = row.cells.iter().all(|cell| cell.0.trim().is_empty());
        if is_comment || is_empty {
            continue;
        }
        if rows.len() >= MAX_CSV_ROWS {
            let message = format!("a document has at most {MAX_CSV_ROWS} rows");
            return Err(CsvError::new(row.line, 0, "csv_too_many_rows", message));
        }
        rows.push(row);
    }
    Ok(rows)
}

impl Cell {
    fn new(text: String, is_quoted: bool) -> Self {
        if is_quoted {
            return Self(text);
        }
        Self(text.trim().to_owned())
    }
}

struct Reader<'a> {
    letters: core::iter::Peekable<core::str::Chars<'a>>,
    line: u32,
}

impl Reader<'_> {
    fn row(&mut self) -> Result<Option<Row>, CsvError> {
        if self.letters.peek().is_none() {
            return Ok(None);
        }
        let mut row = Row {
            line: self.line,
            cells: Vec::new(),
        };
        loop {
            let column = row.cells.len();
            if column >= MAX_CSV_CELLS {
                let message = format!("a row has at most {MAX_CSV_CELLS} cells");
                return Err(CsvError::new(
                    self.line,
                    column,
                    "csv_too_many_cells",
                    message,
                ));
            }
            let (cell, is_last) = self.cell(column)?;
            row.cells.push(cell);
            if is_last {
                return Ok(Some(row));
            }
        }
    }

    /// One cell, and whether it is the last of its row.
    fn cell(&mut self, column: usize) -> Result<(Cell, bool), CsvError> {
        // Blanks before a quotation mark are the layout of whoever wrote the file.
        let mut blanks = self.letters.clone();
        while blanks.next_if_eq(&' ').is_some() {}
        if blanks.peek() == Some(&'"') {
            self.letters = blanks;
        }
        let began = self.line;
        let mut cell = String::new();
        let mut is_quoted = false;
        if self.letters.next_if_eq(&'"').is_some() {
            is_quoted = true;
            loop {
                match self.letters.next() {
                    Some('"') if self.letters.next_if_eq(&'"').is_some() => cell.push('"'),
                    Some('"') => break,
                    Some(letter) => {
                        self.line = self.line.saturating_add(u32::from(letter == '\n'));
                        cell.push(letter);
                    }
                    None => {
                        let message = "the quotation mark is never closed";
                        return Err(CsvError::new(began, column, "csv_quote_open", message));
                    }
                }
                self.bounded(&cell, column)?;
            }
        }
        loop {
            match self.letters.next() {
                Some(',') => return Ok((Cell::new(cell, is_quoted), false)),
                None => return Ok((Cell::new(cell, is_quoted), true)),
                Some('\n') => {
                    self.line = self.line.saturating_add(1);
                    return Ok((Cell::new(cell, is_quoted), true));
                }
                Some('\r') if self.letters.peek() == Some(&'\n') => {}
                Some(letter) if is_quoted && letter != ' ' => {
                    let message = format!("`{letter}` stands behind a closing quotation mark");
                    let message = message.replace(char::is_control, " ");
                    return Err(CsvError::new(self.line, column, "csv_quote_form", message));
                }
                Some('"') => {
                    let message = "a quotation mark stands inside a cell that is not quoted";
                    return Err(CsvError::new(self.line, column, "csv_quote_form", message));
                }
                Some(letter) => {
                    if !is_quoted {
                        cell.push(letter);
                    }
                    self.bounded(&cell, column)?;
                }
            }
        }
    }

    fn bounded(&self, cell: &str, column: usize) -> Result<(), CsvError> {
        if cell.len() <= MAX_CSV_CELL_BYTES {
            return Ok(());
        }
        let message = format!("a cell has at most {MAX_CSV_CELL_BYTES} bytes");
        Err(CsvError::new(
            self.line,
            column,
            "csv_cell_too_long",
            message,
        ))
    }
}
