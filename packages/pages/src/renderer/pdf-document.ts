import { Failure, type PictureSize } from '@quire/domain';
import { type BlockFile, openBlockFile } from './block-file.ts';
import { type LoadedDocument, loadDocument } from './load-document.ts';
import { loadPdfium, type Pdfium } from './load-pdfium.ts';
import { openUserUnits } from './page-tree/read-page-tree.ts';
import { type OtherCount, withCount } from './with-count.ts';

/** No page is as large. */
const BEYOND_ALL_PT = 1e7;

/** An open PDF. Sizes have the page's own turn applied. */
export interface PdfDocument {
  readonly api: Pdfium;
  readonly handle: number;
  /** Without the form environment, filled-in fields and many stamps are not drawn. */
  readonly form: number;
  readonly file: Pick<BlockFile, 'read' | 'byteLength'>;
  /** What `/Count` says, where it says anything: see `openCounted`. */
  readonly pageCount: number;
  /** In the page's own unit, which is a point unless it says otherwise; nothing by nothing where there is no such page. */
  pageSize(index: number): PictureSize;
  /** As it is seen, in points. @throws as `withPage` */
  seenSize(index: number): PictureSize;
  /**
   * Keeps the page loaded until another is asked for: to read it, look at it and draw it in parts, each
   * for itself, would parse it each time. @throws Failure `page_missing` when there is no such page
   */
  withPage<Result>(index: number, use: (page: number) => Result): Result;
  /** Where streams of this many bytes were read from the file. */
  streamsAt(byteLength: number): readonly number[];
  /** Lets go of the page, and of what was read of the file: another document is drawn from now on. */
  layAside(): void;
  /** Whether nobody else can open its file any more. */
  isGone(): boolean;
  close(): void;
}

/**
 * Opens a PDF from its file.
 * @param other the `/Count` that is to be read in the place of its own
 * @throws Failure `pdf_encrypted` or `pdf_unreadable`
 */
export async function openPdf(path: string, other?: OtherCount): Promise<PdfDocument> {
  const api = await loadPdfium();
  const plain = openBlockFile(path);
  const file = other === undefined ? plain : withCount(plain, other);
  const loaded = loadOrClose(api, file);
  const { handle } = loaded;
  const formInfo = api.PDFiumExt_OpenFormFillInfo();
  const form = api.PDFiumExt_InitFormFillEnvironment(handle, formInfo);
  let loadedPage: LoadedPage | undefined;
  const closePage = (): void => {
    if (loadedPage !== undefined) api.FPDF_ClosePage(loadedPage.page);
    loadedPage = undefined;
  };
  const unitOf = openUserUnits(file);
  const withPage: PdfDocument['withPage'] = (index, use) => {
    if (loadedPage?.index !== index) {
      closePage();
      loadedPage = { index, page: loadPage(api, handle, index) };
    }
    try {
      return use(loadedPage.page);
    } catch (error) {
      // What an error left behind on the page must not be met by the next question.
      closePage();
      throw error;
    }
  };
  return {
    api,
    handle,
    form,
    file,
    streamsAt: (byteLength) => loaded.streamsAt(byteLength),
    pageCount: api.FPDF_GetPageCount(handle),
    pageSize: (index) => pageSize(api, handle, index),
    seenSize(index) {
      const { width, height } = pageSize(api, handle, index);
      // Asked five times a page, and 0.1 ms each.
      const unit = withPage(index, (page) => {
        const known = loadedPage?.unit ?? unitOf(api.EPDFPage_GetObjectNumber(page));
        loadedPage = { index, page, unit: known };
        return known;
      });
      return { width: width * unit, height: height * unit };
    },
    withPage,
    isGone: () => file.isGone(),
    layAside() {
      closePage();
      file.forget();
    },
    close() {
      closePage();
      api.PDFiumExt_ExitFormFillEnvironment(form);
      api.PDFiumExt_CloseFormFillInfo(formInfo);
      loaded.unload();
      file.close();
    },
  };
}

interface LoadedPage {
  readonly index: number;
  readonly page: number;
  /** In points; absent until somebody asks. */
  readonly unit?: number;
}

function loadOrClose(api: Pdfium, file: BlockFile): LoadedDocument {
  try {
    return loadDocument(api, file);
  } catch (error) {
    file.close();
    throw error;
  }
}

function loadPage(api: Pdfium, document: number, index: number): number {
  const load = (): number => api.FPDF_LoadPage(document, index);
  const page = load();
  if (page === 0) throw new Failure('page_missing', { detail: `page ${index + 1} of the file` });
  if (api.FPDF_GetPageWidthF(page) > 0 && api.FPDF_GetPageHeightF(page) > 0) return page;
  uncrop(api, page);
  api.FPDF_ClosePage(page);
  return load();
}

/** Nothing by nothing where there is no such page. */
function pageSize(api: Pdfium, document: number, index: number): PictureSize {
  const size = saidSize(api, document, index);
  if (size.width > 0 && size.height > 0) return size;
  const page = api.FPDF_LoadPage(document, index);
  if (page === 0) return { width: 0, height: 0 };
  uncrop(api, page);
  api.FPDF_ClosePage(page);
  return saidSize(api, document, index);
}

/** Of a page whose crop box lies beside its media box nothing is seen: readers show all of the media box then. */
function uncrop(api: Pdfium, page: number): void {
  // PDFium shows what lies within both.
  api.FPDFPage_SetCropBox(page, -BEYOND_ALL_PT, -BEYOND_ALL_PT, BEYOND_ALL_PT, BEYOND_ALL_PT);
}

function saidSize(api: Pdfium, document: number, index: number): PictureSize {
  const { pdfium } = api;
  const size = pdfium.wasmExports.malloc(8);
  try {
    if (!api.FPDF_GetPageSizeByIndexF(document, index, size)) return { width: 0, height: 0 };
    const [width = 0, height = 0] = pdfium.HEAPF32.subarray(size / 4, size / 4 + 2);
    return { width, height };
  } finally {
    pdfium.wasmExports.free(size);
  }
}
