import { Failure } from '@quire/domain';
import { type BlockFile, openBlockFile } from './block-file.ts';
import { type LoadedDocument, loadDocument } from './load-document.ts';
import { loadPdfium, type Pdfium } from './load-pdfium.ts';
import { type OtherCount, withCount } from './with-count.ts';

/** An open PDF. Sizes are in points, with the page's own turn applied. */
export interface PdfDocument {
  readonly api: Pdfium;
  readonly handle: number;
  /** Without the form environment, filled-in fields and many stamps are not drawn. */
  readonly form: number;
  readonly file: Pick<BlockFile, 'read' | 'byteLength'>;
  /** What `/Count` says, where it says anything: see `openCounted`. */
  readonly pageCount: number;
  /** Nothing by nothing where there is no such page. */
  pageSize(index: number): { readonly width: number; readonly height: number };
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
  let loadedPage: { readonly index: number; readonly page: number } | undefined;
  const closePage = (): void => {
    if (loadedPage !== undefined) api.FPDF_ClosePage(loadedPage.page);
    loadedPage = undefined;
  };
  return {
    api,
    handle,
    form,
    file,
    streamsAt: (byteLength) => loaded.streamsAt(byteLength),
    pageCount: api.FPDF_GetPageCount(handle),
    pageSize: (index) => pageSize(api, handle, index),
    withPage(index, use) {
      if (loadedPage?.index !== index) {
        closePage();
        const page = api.FPDF_LoadPage(handle, index);
        if (page === 0) {
          throw new Failure('page_missing', { detail: `page ${index + 1} of the file` });
        }
        loadedPage = { index, page };
      }
      try {
        return use(loadedPage.page);
      } catch (error) {
        // What an error left behind on the page must not be met by the next question.
        closePage();
        throw error;
      }
    },
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

function loadOrClose(api: Pdfium, file: BlockFile): LoadedDocument {
  try {
    return loadDocument(api, file);
  } catch (error) {
    file.close();
    throw error;
  }
}

function pageSize(api: Pdfium, document: number, index: number): { width: number; height: number } {
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
