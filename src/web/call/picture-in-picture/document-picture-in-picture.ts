/** The Document Picture-in-Picture API (https://wicg.github.io/document-picture-in-picture/), where a browser has it. */
export interface DocumentPictureInPicture {
  requestWindow(options: { width: number; height: number }): Promise<Window>;
}

declare global {
  interface Window {
    readonly documentPictureInPicture?: DocumentPictureInPicture;
  }
}

/** Opens a small window that looks like this page. */
export async function openSmallWindow(api: DocumentPictureInPicture, page: Document): Promise<Window> {
  const small = await api.requestWindow({ width: 400, height: 300 });
  const { documentElement, head } = small.document;
  documentElement.lang = page.documentElement.lang;
  documentElement.dataset.theme = page.documentElement.dataset.theme ?? '';
  small.document.title = page.title;
  // The content security policy allows style sheets from this origin only (and such as carry its nonce), so they are linked again.
  for (const element of page.querySelectorAll('link[rel="stylesheet"], style, meta[property="csp-nonce"]')) {
    head.append(small.document.importNode(element, true));
  }
  return small;
}
