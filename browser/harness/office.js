// Opens what the program exports in LibreOffice, as the person who asked for it would.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * The first sheet as text, row by row and cell by cell, each as LibreOffice shows it. A formula would show its result
 * and no longer its own text.
 */
export async function openedInLibreOffice(file) {
  const folder = await mkdtemp(join(tmpdir(), 'kartotek-office-'));
  try {
    // A CSV file: separated by comma (44) or semicolon (59), quoted by " (34), UTF-8 (76). A cell that looks like a formula is
    // calculated, which is what the export has to prevent.
    const input = extname(file) === '.csv' ? ['--infilter=CSV:44/59,34,76,1,,1033,false,false'] : [];
    await run('soffice', [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--norestore',
      ...input,
      // Tab (9) between the cells, quotes where needed (34), UTF-8 (76), cells as shown.
      '--convert-to',
      'csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,false',
      '--outdir',
      folder,
      file,
    ]);
    const text = await readFile(join(folder, `${basename(file, extname(file))}.csv`), 'utf8');
    return parseTabs(text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parseTabs(text) {
  const rows = [[]];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === '\t' || c === '\n') {
      rows.at(-1).push(cell);
      cell = '';
      if (c === '\n') rows.push([]);
    } else if (c !== '\r') cell += c;
  }
  if (cell || rows.at(-1).length) rows.at(-1).push(cell);
  return rows.filter((row) => row.length);
}
