//! An export as a workbook. Its rows go to a temporary file as they come; the finished file is then sent on.

use super::{Chunk, Reader, gone};
use crate::kernel::{Error, Result};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use std::io::{Read, Seek, SeekFrom};
use tokio::sync::mpsc;

/// The most rows of a sheet, its heading included; what is beyond goes to another sheet.
const SHEET: u32 = 1_048_576;
/// The most characters of a cell.
const CELL: usize = 32_767;
/// How much of the finished file is sent at once.
const PART: usize = 256 * 1024;

pub(super) async fn make(reader: &mut Reader, sender: &mpsc::Sender<Result<Chunk>>) -> Result<()> {
    let headings = reader.headings();
    let (rows, waiting) = mpsc::channel::<Vec<Vec<String>>>(super::AHEAD);
    // Packing takes time of the processor; it must not stand in the way of requests.
    let packing = tokio::task::spawn_blocking(move || pack(&headings, waiting));
    while let Some(items) = reader.page().await? {
        let page = items.iter().map(|item| reader.cells(item)).collect();
        if rows.send(page).await.is_err() {
            break;
        }
    }
    drop(rows);
    let mut file = packing.await.map_err(Error::internal)??;
    loop {
        let (returned, bytes) = tokio::task::spawn_blocking(move || -> Result<_> {
            let mut bytes = vec![0; PART];
            let read = file.read(&mut bytes)?;
            bytes.truncate(read);
            Ok((file, bytes))
        })
        .await
        .map_err(Error::internal)??;
        file = returned;
        if bytes.is_empty() {
            return Ok(());
        }
        sender.send(Ok(Chunk { bytes, rows: reader.rows })).await.map_err(gone)?;
    }
}

fn pack(headings: &[String], mut waiting: mpsc::Receiver<Vec<Vec<String>>>) -> Result<std::fs::File> {
    let mut workbook = Workbook::new();
    let mut sheet = begin(&mut workbook, headings).map_err(Error::internal)?;
    let mut next = 1;
    while let Some(page) = waiting.blocking_recv() {
        for row in page {
            if next == SHEET {
                sheet = begin(&mut workbook, headings).map_err(Error::internal)?;
                next = 1;
            }
            write(sheet, next, &row, None).map_err(Error::internal)?;
            next += 1;
        }
    }
    let mut file = tempfile::tempfile()?;
    workbook.save_to_writer(&mut file).map_err(Error::internal)?;
    file.seek(SeekFrom::Start(0))?;
    Ok(file)
}

fn begin<'a>(workbook: &'a mut Workbook, headings: &[String]) -> std::result::Result<&'a mut Worksheet, XlsxError> {
    let sheet = workbook.add_worksheet_with_constant_memory();
    write(sheet, 0, headings, Some(&Format::new().set_bold()))?;
    Ok(sheet)
}

/// Every cell is a text: a number with a leading zero keeps it, and what looks like a formula is none.
fn write(sheet: &mut Worksheet, row: u32, cells: &[String], format: Option<&Format>) -> std::result::Result<(), XlsxError> {
    for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let column = u16::try_from(column).unwrap_or(u16::MAX);
        let text: String = cell.chars().take(CELL).collect();
        match format {
            Some(format) => sheet.write_string_with_format(row, column, text, format)?,
            None => sheet.write_string(row, column, text)?,
        };
    }
    Ok(())
}
