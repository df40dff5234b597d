/**
 * How a reader says that it will not or cannot read a page: it speaks of itself, and of the reading.
 * Each line is one language; both halves have to be there.
 */
const LANGUAGES: readonly { readonly cannot: RegExp; readonly read: RegExp }[] = [
  {
    cannot:
      /\bi(?:'m| am) (?:(?:very |really |so )?sorry|afraid|unable|not able|not comfortable|designed)|\bi apologi[sz]e|\bi (?:can(?:'|no| no)t|won't|will not|must decline|do not|don't|do not feel)\b|\bas an ai\b|\bunable to\b/,
    read: /\b(?:transcri|assist|help|process|read|view|see|analy[sz]|extract|reproduc|compl(?:y|ete)|fulfil|image|picture|document|page|content|request|attachment|copyright)/,
  },
  {
    cannot:
      /tut mir leid|entschuldigung|leider (?:kann|darf|ist es mir)|ich (?:kann|darf|werde)\b.{0,60}\bnicht|als ki\b/,
    read: /transkri|helfen|unterstütz|lesen|abschreiben|wiedergeben|verarbeiten|erkennen|bild|dokument|seite|inhalt|anfrage/,
  },
  {
    cannot:
      /désolée?|je (?:ne|n') ?(?:peux|puis|suis)|je ne suis pas|malheureusement|en tant qu'(?:ia|assistant)/,
    read: /transcri|aider|assister|lire|traiter|reproduire|extraire|image|document|page|contenu|demande/,
  },
  {
    cannot:
      /lo siento|lo lamento|no (?:puedo|me es posible|estoy)|lamentablemente|como (?:ia|asistente)/,
    read: /transcri|ayudar|asistir|leer|procesar|reproducir|extraer|imagen|documento|página|contenido|solicitud/,
  },
  {
    cannot: /mi (?:di)?spiace|non (?:posso|sono in grado|riesco)|purtroppo/,
    read: /trascri|aiutar|assister|leggere|elaborare|riprodurre|estrarre|immagine|documento|pagina|contenuto|richiesta/,
  },
  {
    cannot: /desculp|lamento|sinto muito|não (?:posso|consigo|é possível)|infelizmente/,
    read: /transcr|ajudar|ler\b|processar|reproduzir|extrair|imagem|documento|página|conteúdo|pedido/,
  },
  {
    cannot: /het spijt me|sorry|helaas|ik kan\b.{0,60}\bniet/,
    read: /transcri|helpen|lezen|verwerken|weergeven|afbeelding|document|pagina|inhoud|verzoek/,
  },
  {
    cannot: /przepraszam|przykro mi|niestety|nie (?:mogę|jestem w stanie)/,
    read: /transkry|pomóc|odczyta|przetworzy|przepisa|obraz|dokument|stron|treś|prośb/,
  },
  {
    cannot: /извин|прост(?:и|ите)|сожалени|я не (?:могу|смогу|в состоянии)|к сожалению/,
    read: /транскри|помочь|прочита|прочесть|обработ|воспроизв|изображени|документ|страниц|содержани|запрос/,
  },
  {
    cannot: /üzgünüm|maalesef|özür dilerim|yapamam|edemem|yardımcı olamam/,
    read: /metn|yardımcı|oku|görsel|resim|belge|sayfa|içeri|istek/,
  },
  {
    cannot: /آسف|عذر|أعتذر|لا أستطيع|لا يمكنني|للأسف/,
    read: /نسخ|مساعد|قراءة|معالجة|الصورة|صورة|المستند|الصفحة|المحتوى|طلب/,
  },
  {
    cannot: /抱歉|对不起|對不起|无法|無法|不能/,
    read: /转录|轉錄|转写|帮助|幫助|协助|協助|读取|讀取|处理|處理|识别|識別|图片|圖片|图像|圖像|文档|文件|页面|頁面|内容|內容|请求|請求/,
  },
  {
    cannot: /申し訳|すみません|ごめんなさい|できません|致しかねます/,
    read: /文字起こし|書き起こし|お手伝い|読み取|処理|画像|文書|ページ|内容|リクエスト/,
  },
  {
    cannot: /죄송|유감|할 수 없|드릴 수 없|불가능/,
    read: /전사|도와|도움|읽|처리|이미지|문서|페이지|내용|요청/,
  },
  {
    cannot: /क्षमा|माफ़|माफ|खेद|नहीं कर सकत|असमर्थ/,
    read: /प्रतिलेख|मदद|सहायता|पढ़|छवि|चित्र|दस्तावेज|पृष्ठ|सामग्री|अनुरोध/,
  },
];

/** Refusals are short, in letters of which a Han sign has three; a longer page may well apologise. */
const LONGEST_REFUSAL = 600;
/** They begin with it. */
const OPENING = 220;

/** Whether a whole answer is nothing but words about not reading the page. */
export function isRefusalProse(text: string): boolean {
  const said = text
    .replaceAll(/[*_`>#]/g, '')
    .replaceAll(/[\u2018\u2019]/g, "'")
    .trim()
    .toLowerCase();
  const spaceless = said.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu) ?? [];
  if (said.length + 2 * spaceless.length > LONGEST_REFUSAL) return false;
  // Who refuses writes sentences: tables, and letters to somebody, are pages.
  if (
    /\|.*\|/.test(said) ||
    /^(?:dear|sehr geehrte|liebe|chère?|estimad|уважаем|尊敬|親愛|拝啓)/m.test(said)
  )
    return false;
  const opening = said.slice(0, OPENING);
  return LANGUAGES.some(({ cannot, read }) => cannot.test(opening) && read.test(said));
}

const BLANK =
  /^\W*(?:(?:the|this)\s)?(?:(?:page|image|picture|document|scan)\s)?(?:(?:is|appears|seems|looks)\s(?:to be\s)?)?(?:completely |entirely |intentionally |left |mostly )*(?:blank|empty)(?:\s(?:page|image|document))?\W*$|\bno (?:visible |readable |legible |discernible )*(?:text|content|words)(?=\W*$|,? (?:is |was )?(?:visible|present|found|detected|in |on |to (?:transcribe|extract|read)))|\b(?:leere seite|seite ist leer|kein(?:en)? (?:lesbaren? )?text|page (?:est )?(?:vide|blanche)|aucun texte|página (?:está )?(?:en blanco|vacía|em branco)|sin texto|pagina (?:vuota|bianca)|пустая страница|текст отсутствует)\b|空白页|空白頁|空白ページ|没有文字|빈 페이지|صفحة فارغة/i;

/** One sentence, or two. */
const LONGEST_BLANK = 200;

/** Whether a whole answer says only that there is nothing to read. */
export function isBlankProse(text: string): boolean {
  const said = text.trim();
  return said.length <= LONGEST_BLANK && BLANK.test(said);
}
