import pytest

from verifiers.language.languages import all_languages_in, languages_in
from verifiers.language.measure import languages_of


def shares(text, target, closed=()):
    counts = {}
    for segment in languages_of(text, target, closed=closed):
        counts[segment.language] = counts.get(segment.language, 0) + segment.weight
    return counts


SENTENCES = {
    "af": "Eers bereken ons die som van die twee getalle, en dan deel ons dit deur drie.",
    "ar": "أولا نحسب مجموع العددين ثم نقسم الناتج على ثلاثة.",
    "bg": "Първо изчисляваме сбора на двете числа, а след това го делим на три.",
    "bn": "প্রথমে আমরা দুটি সংখ্যার যোগফল গণনা করি।",
    "ca": "Primer calculem la suma dels dos nombres i després la dividim per tres.",
    "cs": "Nejprve spočítáme součet obou čísel a potom ho vydělíme třemi.",
    "da": "Først beregner vi summen af de to tal, og derefter dividerer vi den med tre.",
    "de": "Zuerst berechnen wir die Summe der beiden Zahlen und teilen sie dann durch drei.",
    "el": "Πρώτα υπολογίζουμε το άθροισμα των δύο αριθμών.",
    "en": "First we compute the sum of the two numbers, and then we divide it by three.",
    "es": "Primero calculamos la suma de los dos números y luego la dividimos entre tres.",
    "et": "Kõigepealt arvutame kahe arvu summa ja siis jagame selle kolmega.",
    "fa": "ابتدا مجموع دو عدد را حساب می‌کنیم و سپس آن را بر سه تقسیم می‌کنیم.",
    "fi": "Ensin laskemme kahden luvun summan ja sitten jaamme sen kolmella.",
    "fr": "On calcule d'abord la somme des deux nombres, puis on la divise par trois.",
    "fy": "Earst berekkenje wy de som fan de beide getallen en dan diele wy dy troch trije.",
    "he": "קודם נחשב את סכום שני המספרים.",
    "hi": "पहले हम दोनों संख्याओं का योग निकालते हैं और फिर उसे तीन से भाग देते हैं।",
    "hr": "Najprije izračunamo zbroj dvaju brojeva, a zatim ga podijelimo s tri.",
    "hu": "Először kiszámítjuk a két szám összegét, majd elosztjuk hárommal.",
    "hy": "Նախ հաշվում ենք երկու թվերի գումարը։",
    "id": "Pertama kita menghitung jumlah kedua bilangan itu, lalu membaginya dengan tiga.",
    "it": "Prima calcoliamo la somma dei due numeri e poi la dividiamo per tre.",
    "ja": "まず二つの数の和を計算します。",
    "ka": "ჯერ ვითვლით ორი რიცხვის ჯამს.",
    "ko": "먼저 두 수의 합을 계산합니다.",
    "lt": "Pirmiausia apskaičiuojame dviejų skaičių sumą, o tada padalijame ją iš trijų.",
    "lv": "Vispirms aprēķinām abu skaitļu summu un pēc tam to izdalām ar trīs.",
    "mk": "Прво го пресметуваме збирот на двата броја, а потоа го делиме со три.",
    "nl": "Eerst berekenen we de som van de twee getallen en daarna delen we die door drie.",
    "no": "Først regner vi ut summen av de to tallene, og så deler vi den på tre.",
    "pl": "Najpierw obliczamy sumę obu liczb, a potem dzielimy ją przez trzy.",
    "pt": "Primeiro calculamos a soma dos dois números e depois a dividimos por três.",
    "ro": "Mai întâi calculăm suma celor două numere și apoi o împărțim la trei.",
    "ru": "Сначала мы вычисляем сумму двух чисел, а потом делим её на три.",
    "sk": "Najprv vypočítame súčet oboch čísel a potom ho vydelíme tromi.",
    "sl": "Najprej izračunamo vsoto obeh števil in jo nato delimo s tri.",
    "sv": "Först beräknar vi summan av de två talen och sedan delar vi den med tre.",
    "sw": "Kwanza tunahesabu jumla ya namba mbili kisha tunaigawanya kwa tatu.",
    "ta": "முதலில் இரண்டு எண்களின் கூட்டுத்தொகையைக் கணக்கிடுகிறோம்.",
    "te": "మొదట మనం రెండు సంఖ్యల మొత్తాన్ని లెక్కిస్తాము.",
    "th": "ก่อนอื่นเราคำนวณผลรวมของจำนวนทั้งสอง",
    "tl": "Una ay kinukuwenta natin ang kabuuan ng dalawang bilang at hinahati ito sa tatlo.",
    "tr": "Önce iki sayının toplamını hesaplıyoruz, sonra da onu üçe bölüyoruz.",
    "uk": "Спочатку ми обчислюємо суму двох чисел, а потім ділимо її на три.",
    "ur": "پہلے ہم دونوں اعداد کا مجموعہ نکالتے ہیں اور پھر اسے تین سے تقسیم کرتے ہیں۔",
    "vi": "Trước tiên chúng ta tính tổng của hai số rồi chia cho ba.",
    "zh": "首先我们计算这两个数的和。",
}


LOOKED_FOR = sorted(SENTENCES.keys() - (set(all_languages_in("latin")) - set(languages_in("latin"))))


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_in_the_target_language_is_all_of_it(language):
    assert set(shares(SENTENCES[language], language)) == {language}


@pytest.mark.parametrize("language", LOOKED_FOR)
def test_a_sentence_in_another_language_has_none_of_the_target(language):
    target = "fr" if language == "en" else "en"
    assert target not in shares(SENTENCES[language], target)


@pytest.mark.parametrize("language", LOOKED_FOR)
def test_without_a_target_the_language_is_found(language):
    counts = shares(SENTENCES[language], None)
    assert max(counts, key=counts.get) == language


def test_a_borrowed_term_does_not_break_a_sentence():
    text = "On applique le pigeonhole principle et on obtient une contradiction avec la première hypothèse."
    counts = shares(text, "fr")
    assert counts.pop("fr") >= 12
    assert sum(counts.values()) <= 2


def test_a_foreign_sentence_is_found_among_others():
    text = f"{SENTENCES['fr']} {SENTENCES['en']} {SENTENCES['fr']} {SENTENCES['de']} {SENTENCES['fr']}"
    assert shares(text, "fr") == {"fr": 42, "en": 16, "de": 14}


def test_scripts_are_told_apart_within_a_sentence():
    assert shares("我们先用 substitution 的方法", "zh") == {"zh": 7, "en": 1}
    assert shares("Теперь применим Cauchy inequality к этим числам.", "ru") == {"ru": 5, "en": 1}  # and a name


def test_kana_decide_between_japanese_and_chinese():
    assert shares("まず和を計算します。所以结果等于三。", "ja") == {"ja": 9, "zh": 7}
    assert shares("最小値。次に和を計算します。", "ja") == {"ja": 12}
    assert shares("最小値。", "zh") == {"ja": 3}  # that form of the last character is Japanese
    assert shares("最大公約數為三，我们计算。", "zh") == {"zh": 11}


def test_the_spellings_of_chinese_are_told_apart_on_request():
    mixed = "首先我们计算这两个数的和。首先我們計算這兩個數的和。"
    assert shares(mixed, "zh") == {"zh": 24}
    assert shares(mixed, "zh-Hans") == {"zh-Hans": 12, "zh-Hant": 12}
    assert shares(mixed, "zh-Hant") == {"zh-Hans": 12, "zh-Hant": 12}
    assert shares("我们计算。", "zh-Hant") == {"zh-Hans": 4}
    assert shares("三加五。", "zh-Hant") == {"zh-Hant": 3}  # both write it so


def test_a_closed_set_finds_short_phrases():
    text = "Ja genelde öyle oluyor zaten das wird auch bestimmt"
    assert shares(text, "tr", closed=("tr", "de")) == {"de": 4, "tr": 5}


FRISIAN = [
    "Lit ús sjen hoefolle appels der noch oer binne as hy der twa weijout.",
    "Dat kin net, want in even getal is altyd mear as ien.",
    "Jan hat fiif kij en syn broer hat trije skiep mear as kij.",
    "Hja hie juster gjin tiid om har heit te beljen.",
    "De âlde man siet by it finster en lies de krante.",
    "Sûnt ferline jier wennet er mei syn frou en bern op it plattelân.",
]
DUTCH = [
    "Laten we kijken hoeveel appels er nog over zijn als hij er twee weggeeft.",
    "Dat kan niet, want een even getal is altijd meer dan een.",
    "Jan heeft vijf koeien en zijn broer heeft drie schapen meer dan koeien.",
    "Ze had gisteren geen tijd om haar vader te bellen.",
    "De oude man zat bij het raam en las de krant.",
    "Sinds vorig jaar woont hij met zijn vrouw en kinderen op het platteland.",
]


@pytest.mark.parametrize(("target", "closed"), [("fy", ()), ("fy", ("fy", "nl")), ("nl", ("nl", "fy"))])
@pytest.mark.parametrize(("language", "sentences"), [("fy", FRISIAN), ("nl", DUTCH)])
def test_frisian_and_dutch_are_told_apart(language, sentences, target, closed):
    for sentence in sentences:
        assert set(shares(sentence, target, closed)) == {language}


@pytest.mark.parametrize("target", ["en", "fr", "nl", None])
def test_frisian_is_found_where_it_is_and_not_in_short_english(target):
    assert shares(FRISIAN[0], target) == {"fy": 14}
    assert shares("Let's break it down step by step.", target) == {"en": 7}


def test_dutch_within_frisian_is_found_in_a_closed_set():
    text = "Hja sei dat se juster de verantwoordelijkheid voor de toekomst sjoen hie."
    assert shares(text, "fy", closed=("fy", "nl")) == {"fy": 7, "nl": 5}


def test_doubt_favours_the_target():
    assert shares("banana", "es") == {"es": 1}
    assert shares("banana", "id") == {"id": 1}


LABELLED = [
    "Step 1: long_side = 20\nStep 2: short_side = 15\nStep 3: a_b = long_side + short_side\nStep 4: print(a_b)",
    "Step 1: cost = 400\nStep 2: discount = 0.80\nStep 3: x_y = 3\nStep 4: x = cost * discount + x_y\nStep 5: 3",
    "Step 1: pizzas = 7\nStep 2: x = 8\nStep 3: friends = 3\nStep 4: y = pizzas * x / friends\nStep 5: print(y)",
    "\n".join(f"Step {number}: {number} + 1 = {number + 1}" for number in range(200)),
    "\n".join(f"Total Area: {number}" for number in range(20)),
    "We need the volume in cups.\n4 gallons = 16 quarts\n2 gallons = 8 quarts\n3 gallons = 12 quarts",
]


@pytest.mark.parametrize("text", LABELLED)
def test_labels_that_are_repeated_are_weak_evidence(text):
    assert set(shares(text, "en")) == {"en"}


SHORT_STEPS = [
    "Calculate total cost",
    "Step 3: Calculate the total distance",
    "Meters per minute = 30",
    "Cost per unit: 4 + 2 = 6\nShipping cost per unit: 3\nRevenue per unit: 9 - 6 = 3\nTotal revenue: 12 × 3 = 36",
    "Dozens per week = 14\n4 eggs per dozen\n1 dozen / 12 eggs\n2 dollars per dozen",
    "Pages per day: 12\nTotal pages: 84\nMinutes per page: 2\nTotal minutes: 168",
    "Total income = total price - total tax",
]


@pytest.mark.parametrize("text", SHORT_STEPS)
def test_short_steps_are_in_the_language_that_they_are_in(text):
    assert set(shares(text, "en")) == {"en"}


NAMED = [
    ("(A) Kuala Lumpur, Malaysia; (B) Ulan Bator, Mongolia", "en", {"en": 6}),
    ("(B) Bandar Lampung, Indonesia; (C) Seri Iskandar, Malaysia", "en", {"en": 6}),
    ("Nowak, Wójcik, Kamiński and Lewandowski", "en", {"en": 5}),
    ("According to Wikipedia, Uni, Bi, Tri and Quad are prefixes.", "en", {"en": 10}),
    ("D'après Wikipedia, Yamamoto et Kowalczyk ont raison.", "fr", {"fr": 7}),
    ("根据 Cauchy 和 Schwarz 的不等式，结果为三。", "zh", {"zh": 11}),
    ("Согласно Wikipedia и Google, это верно.", "ru", {"ru": 4}),
]


@pytest.mark.parametrize(("text", "target", "counts"), NAMED)
def test_names_are_in_no_other_language(text, target, counts):
    assert shares(text, target) == counts


def test_a_text_in_capitals_is_not_all_names():
    german = "Zunächst Addieren Wir Beide Zahlen Und Teilen Danach Das Ergebnis Durch Drei Weil Es Drei Sind"
    assert shares(german, "fr") == {"de": 16}
    assert "zh" not in {*shares(f"我们计算。{german}", "zh")} - {"zh"}
    assert shares(f"我们计算。{german}", "zh").get("de", 0) == 16


def test_a_foreign_text_under_labels_is_found():
    text = "\n".join(f"Step {number}: {SENTENCES['de']}" for number in range(5))
    assert shares(text, "en")["de"] >= 70
    text = "\n".join(f"Schritt {number}: {SENTENCES['en']}" for number in range(5))
    assert shares(text, "de")["en"] >= 80


def test_short_foreign_sentences_are_found_together():
    assert shares("Guten Morgen. Wir rechnen weiter. Das stimmt nicht. Also noch einmal.", "fr") == {"de": 11}


def test_scripts_we_do_not_know_are_undetermined():
    assert shares("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ", "en") == {"und": 2}
