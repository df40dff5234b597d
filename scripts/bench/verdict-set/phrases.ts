/** Languages of the set: Latin, Cyrillic, Han and Arabic script. */
export const languages = ['en', 'de', 'fr', 'ru', 'zh', 'ar'] as const;
export type Language = (typeof languages)[number];

/**
 * Parts of sentences, the same in each language at the same place: who, does what, to what, when. A
 * page can be written in any of them, which is what a reader that translates would answer.
 */
export interface Phrases {
  readonly who: readonly string[];
  readonly does: readonly string[];
  readonly what: readonly string[];
  readonly when: readonly string[];
  /** Names of goods, for tables and lists. */
  readonly goods: readonly string[];
  /** Heads of columns. */
  readonly columns: readonly string[];
  readonly stop: string;
  readonly space: string;
}

/** One phrase a slash. */
function list(text: string): string[] {
  return text.trim().split(/\s*\/\s*/);
}

export const phrases: Readonly<Record<Language, Phrases>> = {
  en: {
    who: list(`
      The harbour office / A committee of engineers / Our regional partner
      / The northern terminal / Each licensed carrier / The city archive
      / An independent auditor / The research station / Every local workshop
      / The shipping company / A group of fishermen / The finance department`),
    does: list(`
      has published / carefully reviewed / will replace / recently measured
      / no longer supports / plans to extend / quietly withdrew / is expected to approve
      / compared / finally completed / must document / briefly described`),
    what: list(`
      the annual traffic report / all storage contracts / the damaged quay wall
      / a new lighting system / several older vessels / the official tide tables
      / its insurance policy / the winter timetable / two training programmes
      / the customs procedure / the water quality figures / an unfinished warehouse`),
    when: list(`
      before the end of the quarter / after long negotiations / during the summer storms
      / without further notice / in close cooperation with the ministry
      / for the first time since the flood / at considerable expense
      / on the advice of its lawyers / while the bridge was closed / despite strong objections
      / under the revised agreement / as the board had requested`),
    goods: list(`
      Steel bolt / Copper wire / Garden hose / Paper towel / Desk lamp / Wooden shelf
      / Office chair / Paint brush / Safety glove / Door handle / Water filter / Cable drum
      / Floor tile / Roof panel / Glass bottle / Plastic crate / Brass valve / Rubber seal
      / Spare battery / Tool box`),
    columns: list(`
      Item / Code / Quantity / Unit price / Total / Remark / Delivered / Stock`),
    stop: '.',
    space: ' ',
  },
  de: {
    who: list(`
      Das Hafenamt / Ein Ausschuss von Ingenieuren / Unser regionaler Partner
      / Das nördliche Terminal / Jeder zugelassene Spediteur / Das Stadtarchiv
      / Eine unabhängige Prüferin / Die Forschungsstation / Jede örtliche Werkstatt
      / Die Reederei / Eine Gruppe von Fischern / Die Finanzabteilung`),
    does: list(`
      veröffentlichte / prüfte sorgfältig / ersetzt demnächst / vermaß kürzlich
      / unterstützt nicht länger / erweitert planmäßig / kündigte stillschweigend
      / genehmigt voraussichtlich / verglich / vollendete endlich / dokumentiert künftig
      / beschrieb knapp`),
    what: list(`
      den jährlichen Verkehrsbericht / sämtliche Lagerverträge / die beschädigte Kaimauer
      / eine neue Beleuchtungsanlage / mehrere ältere Schiffe / die amtlichen Gezeitentafeln
      / ihre Versicherungspolice / den Winterfahrplan / zwei Ausbildungsprogramme
      / das Zollverfahren / die Werte der Wasserqualität / ein unfertiges Lagerhaus`),
    when: list(`
      noch vor dem Ende des Quartals / nach langen Verhandlungen / während der Sommerstürme
      / ohne weitere Ankündigung / in enger Zusammenarbeit mit dem Ministerium
      / zum ersten Mal seit dem Hochwasser / mit erheblichem Aufwand / auf Anraten der Anwälte
      / während die Brücke gesperrt war / trotz heftiger Einwände
      / gemäß der geänderten Vereinbarung / wie vom Vorstand gewünscht`),
    goods: list(`
      Stahlschraube / Kupferdraht / Gartenschlauch / Papierhandtuch / Schreibtischlampe
      / Holzregal / Bürostuhl / Malerpinsel / Schutzhandschuh / Türklinke / Wasserfilter
      / Kabeltrommel / Bodenfliese / Dachplatte / Glasflasche / Kunststoffkiste
      / Messingventil / Gummidichtung / Ersatzbatterie / Werkzeugkasten`),
    columns: list(`
      Artikel / Kennung / Menge / Stückpreis / Summe / Bemerkung / Geliefert / Bestand`),
    stop: '.',
    space: ' ',
  },
  fr: {
    who: list(`
      Le bureau du port / Un comité d'ingénieurs / Notre partenaire régional
      / Le terminal du nord / Chaque transporteur agréé / Les archives de la ville
      / Une auditrice indépendante / La station de recherche / Chaque atelier local
      / La compagnie maritime / Un groupe de pêcheurs / Le service financier`),
    does: list(`
      a publié / a examiné avec soin / remplacera / a récemment mesuré / ne soutient plus
      / prévoit d'agrandir / a retiré discrètement / devrait approuver / a comparé
      / a enfin achevé / doit documenter / a brièvement décrit`),
    what: list(`
      le rapport annuel du trafic / tous les contrats d'entreposage / le mur de quai endommagé
      / un nouveau système d'éclairage / plusieurs navires anciens
      / les tables officielles des marées / sa police d'assurance / l'horaire d'hiver
      / deux programmes de formation / la procédure douanière
      / les chiffres de la qualité de l'eau / un entrepôt inachevé`),
    when: list(`
      avant la fin du trimestre / après de longues négociations / pendant les tempêtes d'été
      / sans autre avis / en étroite coopération avec le ministère
      / pour la première fois depuis l'inondation / à grands frais
      / sur le conseil de ses avocats / pendant la fermeture du pont
      / malgré de vives objections / selon l'accord révisé / comme l'avait demandé le conseil`),
    goods: list(`
      Boulon en acier / Fil de cuivre / Tuyau d'arrosage / Essuie-tout / Lampe de bureau
      / Étagère en bois / Chaise de bureau / Pinceau / Gant de sécurité / Poignée de porte
      / Filtre à eau / Touret de câble / Carreau de sol / Panneau de toit / Bouteille en verre
      / Caisse en plastique / Vanne en laiton / Joint en caoutchouc / Pile de rechange
      / Boîte à outils`),
    columns: list(`
      Article / Référence / Quantité / Prix unitaire / Montant / Remarque / Livré / Réserve`),
    stop: '.',
    space: ' ',
  },
  ru: {
    who: list(`
      Портовое управление / Комитет инженеров / Наш региональный партнёр / Северный терминал
      / Каждый лицензированный перевозчик / Городской архив / Независимый аудитор
      / Исследовательская станция / Каждая местная мастерская / Судоходная компания
      / Группа рыбаков / Финансовый отдел`),
    does: list(`
      опубликовало / тщательно проверил / заменит / недавно измерил / больше не поддерживает
      / планирует расширить / незаметно отозвал / вероятно одобрит / сравнил
      / наконец завершил / обязан задокументировать / кратко описал`),
    what: list(`
      годовой отчёт о движении судов / все договоры хранения / повреждённую стену причала
      / новую систему освещения / несколько старых судов / официальные таблицы приливов
      / свой страховой полис / зимнее расписание / две учебные программы
      / таможенную процедуру / показатели качества воды / недостроенный склад`),
    when: list(`
      до конца квартала / после долгих переговоров / во время летних штормов
      / без дальнейшего уведомления / в тесном сотрудничестве с министерством
      / впервые после наводнения / с большими расходами / по совету юристов
      / пока мост был закрыт / несмотря на возражения / согласно новому соглашению
      / как просило правление`),
    goods: list(`
      Стальной болт / Медный провод / Садовый шланг / Бумажное полотенце / Настольная лампа
      / Деревянная полка / Офисный стул / Малярная кисть / Защитная перчатка / Дверная ручка
      / Водяной фильтр / Кабельный барабан / Напольная плитка / Кровельная панель
      / Стеклянная бутылка / Пластиковый ящик / Латунный клапан / Резиновая прокладка
      / Запасная батарея / Ящик для инструментов`),
    columns: list(`
      Товар / Код / Количество / Цена / Сумма / Примечание / Доставлено / Остаток`),
    stop: '.',
    space: ' ',
  },
  zh: {
    who: list(`
      港务局 / 工程师委员会 / 我们的地区合作伙伴 / 北部码头 / 每家持证承运人 / 市档案馆 / 一名独立审计员 / 研究站 / 每个本地车间 / 航运公司 / 一群渔民
      / 财务部门`),
    does: list(`
      公布了 / 仔细审查了 / 即将更换 / 最近测量了 / 不再支持 / 计划扩建 / 悄悄撤回了 / 预计批准 / 比较了 / 终于完成了 / 必须记录 / 简要描述了`),
    what: list(`
      年度交通报告 / 全部仓储合同 / 受损的码头岸壁 / 新的照明系统 / 几艘旧船 / 官方潮汐表 / 自己的保险单 / 冬季时刻表 / 两项培训计划 / 海关手续
      / 水质数据 / 未完工的仓库`),
    when: list(`
      在季度结束之前 / 经过长期谈判 / 在夏季风暴期间 / 未作进一步通知 / 与部委密切合作 / 洪水以来首次 / 花费巨大 / 根据律师的建议 / 在桥梁关闭期间
      / 尽管遭到强烈反对 / 依照修订后的协议 / 应董事会的要求`),
    goods: list(`
      钢螺栓 / 铜线 / 花园水管 / 纸巾 / 台灯 / 木架 / 办公椅 / 油漆刷 / 安全手套 / 门把手 / 滤水器 / 电缆盘 / 地砖 / 屋顶板 / 玻璃瓶
      / 塑料箱 / 黄铜阀 / 橡胶密封圈 / 备用电池 / 工具箱`),
    columns: list(`
      品名 / 编号 / 数量 / 单价 / 金额 / 备注 / 已交付 / 库存`),
    stop: '。',
    space: '',
  },
  ar: {
    who: list(`
      مكتب الميناء / لجنة من المهندسين / شريكنا الإقليمي / المحطة الشمالية / كل ناقل مرخص
      / أرشيف المدينة / مدقق مستقل / محطة الأبحاث / كل ورشة محلية / شركة الشحن
      / مجموعة من الصيادين / القسم المالي`),
    does: list(`
      نشر / راجع بعناية / سوف يستبدل / قاس مؤخرا / لم يعد يدعم / يخطط لتوسيع / سحب بهدوء
      / من المتوقع أن يوافق على / قارن / أكمل أخيرا / يجب أن يوثق / وصف بإيجاز`),
    what: list(`
      تقرير الحركة السنوي / جميع عقود التخزين / جدار الرصيف المتضرر / نظام إضاءة جديدا
      / عدة سفن قديمة / جداول المد الرسمية / وثيقة التأمين الخاصة به / جدول مواعيد الشتاء
      / برنامجين للتدريب / الإجراءات الجمركية / أرقام جودة المياه / مستودعا غير مكتمل`),
    when: list(`
      قبل نهاية الربع / بعد مفاوضات طويلة / أثناء عواصف الصيف / دون إشعار آخر
      / بالتعاون الوثيق مع الوزارة / لأول مرة منذ الفيضان / بتكلفة كبيرة
      / بناء على نصيحة محاميه / بينما كان الجسر مغلقا / رغم الاعتراضات القوية
      / بموجب الاتفاق المعدل / كما طلب المجلس`),
    goods: list(`
      برغي فولاذي / سلك نحاسي / خرطوم حديقة / منشفة ورقية / مصباح مكتب / رف خشبي / كرسي مكتب
      / فرشاة طلاء / قفاز أمان / مقبض باب / مرشح ماء / بكرة كابل / بلاطة أرضية / لوح سقف
      / زجاجة / صندوق بلاستيكي / صمام نحاسي / حشية مطاطية / بطارية احتياطية / صندوق أدوات`),
    columns: list(`
      الصنف / الرمز / الكمية / السعر / المجموع / ملاحظة / المسلم / المخزون`),
    stop: '.',
    space: ' ',
  },
};
