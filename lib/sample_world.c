#include "sample_world.h"

#define T(literal) { "" literal, sizeof(literal) - 1 }

#define CITY(city, country, code, region, lat, lon, zone, locale) \
	{ T("\"location\":{\"city\":\"" city "\",\"country\":\"" country "\",\"latitude\":" lat \
	    ",\"longitude\":" lon ",\"region\":\"" region "\"}"), \
	  T("\"" city "\""), T("\"" code "\""), T("\"" zone "\""), T("\"" locale "\"") }

const struct sample_city sample_world_city[SAMPLE_CITIES] = {
	CITY("Berlin", "Germany", "DE", "Berlin", "52.5200", "13.4050", "Europe/Berlin", "de-DE"),
	CITY("Zürich", "Switzerland", "CH", "ZH", "47.3769", "8.5417", "Europe/Zurich", "de-CH"),
	CITY("S\\u00e3o Paulo", "Brazil", "BR", "SP", "-23.5505", "-46.6333", "America/Sao_Paulo",
	    "pt-BR"),
	CITY("London", "United Kingdom", "GB", "England", "51.5074", "-0.1278", "Europe/London",
	    "en-GB"),
	CITY("New York", "United States", "US", "NY", "40.7128", "-74.0060", "America/New_York",
	    "en-US"),
	CITY("San Francisco", "United States", "US", "CA", "37.7749", "-122.4194",
	    "America/Los_Angeles", "en-US"),
	CITY("東京", "Japan", "JP", "Tokyo", "35.6762", "139.6503", "Asia/Tokyo", "ja-JP"),
	CITY("Bengaluru", "India", "IN", "KA", "12.9716", "77.5946", "Asia/Kolkata", "en-IN"),
	CITY("Kraków", "Poland", "PL", "Ma\\u0142opolskie", "50.0647", "19.9450", "Europe/Warsaw",
	    "pl-PL"),
	CITY("Paris", "France", "FR", "\\u00cele-de-France", "48.8566", "2.3522", "Europe/Paris",
	    "fr-FR"),
	CITY("Austin", "United States", "US", "TX", "30.2672", "-97.7431", "America/Chicago",
	    "en-US"),
	CITY("Jakarta", "Indonesia", "ID", "JK", "-6.2088", "106.8456", "Asia/Jakarta", "id-ID"),
	CITY("Lagos", "Nigeria", "NG", "LA", "6.5244", "3.3792", "Africa/Lagos", "en-NG"),
	CITY("Malmö", "Sweden", "SE", "Sk\\u00e5ne", "55.6050", "13.0038", "Europe/Stockholm",
	    "sv-SE"),
	CITY("Toronto", "Canada", "CA", "ON", "43.6532", "-79.3832", "America/Toronto", "en-CA"),
	CITY("Αθήνα", "Greece", "GR", "Attica", "37.9838", "23.7275", "Europe/Athens", "el-GR"),
};

#define BROWSER(browser, system, version, agent, density, height, width) \
	{ T("\"active\":true,"), T("\"os\":{\"name\":\"" system "\",\"version\":\"" version "\"},"), \
	  T("\"screen\":{\"density\":" density ",\"height\":" height ",\"width\":" width "}"), \
	  T("\"userAgent\":\"Mozilla\\/5.0 (" agent "\""), T("\"" browser "\""), T("\"" system "\"") }

#define MAC "Macintosh; Intel Mac OS X 10_15_7) "
#define WINDOWS "Windows NT 10.0; Win64; x64) "
#define CHROME(v) "AppleWebKit\\/537.36 (KHTML, like Gecko) Chrome\\/" v " Safari\\/537.36"

const struct sample_client sample_world_browser[SAMPLE_BROWSERS] = {
	BROWSER("Chrome", "Mac OS X", "10.15.7", MAC CHROME("91.0.4472.77"), "2", "900", "1440"),
	BROWSER("Chrome", "Windows", "10", WINDOWS CHROME("90.0.4430.212"), "1", "1080", "1920"),
	BROWSER("Chrome", "Windows", "10", WINDOWS CHROME("91.0.4472.101"), "1.25", "864", "1536"),
	BROWSER("Safari", "Mac OS X", "10.15.7", MAC "AppleWebKit\\/605.1.15 (KHTML, like Gecko) "
	    "Version\\/14.1.1 Safari\\/605.1.15", "2", "1050", "1680"),
	BROWSER("Firefox", "Windows", "10", "Windows NT 10.0; Win64; x64; rv:89.0) Gecko\\/20100101 "
	    "Firefox\\/89.0", "1", "768", "1366"),
	BROWSER("Firefox", "Linux", "x86_64", "X11; Linux x86_64; rv:88.0) Gecko\\/20100101 "
	    "Firefox\\/88.0", "1", "1200", "1920"),
	BROWSER("Edge", "Windows", "10", WINDOWS CHROME("91.0.4472.77") " Edg\\/91.0.864.37", "1.5",
	    "720", "1280"),
	BROWSER("Chrome", "Chrome OS", "13904.55.0", "X11; CrOS x86_64 13904.55.0) "
	    CHROME("91.0.4472.114"), "1", "768", "1366"),
	BROWSER("Mobile Safari", "iOS", "14.6", "iPhone; CPU iPhone OS 14_6 like Mac OS X) "
	    "AppleWebKit\\/605.1.15 (KHTML, like Gecko) Version\\/14.1.1 Mobile\\/15E148 "
	    "Safari\\/604.1", "3", "844", "390"),
	BROWSER("Chrome Mobile", "Android", "11", "Linux; Android 11; Pixel 5) "
	    "AppleWebKit\\/537.36 (KHTML, like Gecko) Chrome\\/91.0.4472.101 Mobile Safari\\/537.36",
	    "2.75", "851", "393"),
};

#define PHONE(maker, model, name, type, system, version, agent, height, width) \
	{ T("\"app\":{\"build\":\"2107\",\"name\":\"Shop\",\"namespace\":\"com.example.shop\"," \
	    "\"version\":\"4.12.0\"},\"device\":{\"adTrackingEnabled\":false,\"manufacturer\":\"" \
	    maker "\",\"model\":\"" model "\",\"name\":\"" name "\",\"type\":\"" type "\"},"), \
	  T("\"network\":{\"bluetooth\":false,\"carrier\":\"Example\\u00adNet\",\"cellular\":true," \
	    "\"wifi\":false},\"os\":{\"name\":\"" system "\",\"version\":\"" version "\"},"), \
	  T("\"screen\":{\"height\":" height ",\"width\":" width "}"), \
	  T("\"userAgent\":\"" agent "\""), T("\"" name "\""), T("\"" system "\"") }

const struct sample_client sample_world_phone[SAMPLE_PHONES] = {
	PHONE("Apple", "iPhone13,2", "Zoë\xe2\x80\x99s iPhone", "ios", "iOS", "14.6",
	    "Shop\\/4.12.0 CFNetwork\\/1240.0.4 Darwin\\/20.5.0", "844", "390"),
	PHONE("Apple", "iPhone12,1", "iPhone \\ud83d\\udcf1", "ios", "iOS", "14.5.1",
	    "Shop\\/4.12.0 CFNetwork\\/1237 Darwin\\/20.4.0", "896", "414"),
	PHONE("Google", "Pixel 5", "redfin", "android", "Android", "11",
	    "Dalvik\\/2.1.0 (Linux; U; Android 11; Pixel 5 Build\\/RQ3A.210605.005)", "2340", "1080"),
	PHONE("Samsung", "SM-G991B", "o1s", "android", "Android", "11",
	    "Dalvik\\/2.1.0 (Linux; U; Android 11; SM-G991B Build\\/RP1A.200720.012)", "2400",
	    "1080"),
	PHONE("Xiaomi", "M2007J20CG", "surya", "android", "Android", "10",
	    "Dalvik\\/2.1.0 (Linux; U; Android 10; M2007J20CG Build\\/QKQ1.200512.002)", "2400",
	    "1080"),
	PHONE("Apple", "iPad13,1", "iPad \\u0022work\\u0022", "ios", "iPadOS", "14.6",
	    "Shop\\/4.12.0 CFNetwork\\/1240.0.4 Darwin\\/20.5.0", "1180", "820"),
};

const struct sample_page sample_world_page[SAMPLE_PAGES] = {
	{ T("/"), T("Home") }, { T("/"), T("Home") }, { T("/"), T("Home") },
	{ T("/search"), T("Search") }, { T("/search"), T("Search") },
	{ T("/c/kitchen"), T("Home \\/ Kitchen") }, { T("/c/sport"), T("Sport \\u0026 Yoga") },
	{ T("/c/books"), T("Books") }, { T("/cart"), T("Cart") }, { T("/account"), T("Account") },
	{ T("/account/orders"), T("Orders") }, { T("/pricing"), T("Pricing") },
	{ T("/learn"), T("Learn") }, { T("/learn/caf%C3%A9"), T("Caf\\u00e9 at home") },
	{ T("/help"), T("Help") }, { T("/sale"), T("Sale \\ud83c\\udf89") },
};

#define WARE(brand, category, name, price, whole, id, slug, variant) \
	{ T("\"brand\":\"" brand "\",\"category\":\"" category "\",\"currency\":\"EUR\",\"name\":\"" \
	    name "\""), \
	  T("\"price\":" price ",\"product_id\":\"" id "\""), \
	  T("\"sku\":\"SKU-" id "\",\"url\":\"https:\\/\\/shop.example.com\\/p\\/" slug \
	    "\",\"variant\":\"" variant "\""), \
	  T("\"" id "\""), whole }

#define KITCHEN "Home \\/ Kitchen"

const struct sample_product sample_world_product[SAMPLE_PRODUCTS] = {
	WARE("Nord", KITCHEN, "Caf\\u00e9 Cup 0.3 l", "12.90", 1290, "p-1001", "cafe-cup", "white"),
	WARE("Nord", KITCHEN, "Müsli bowl „Blau“", "9.50", 950, "p-1002", "bowl", "blue"),
	WARE("Nord", KITCHEN, "Plate \\u00d8 27 cm", "14.00", 1400, "p-1003", "plate", "grey"),
	WARE("Hearth", KITCHEN, "Tea towel\\t(3)", "11.95", 1195, "p-1004", "tea-towel", "check"),
	WARE("Hearth", KITCHEN, "Chef\\u2019s knife 8\\\"", "59.00", 5900, "p-1005", "knife", "steel"),
	WARE("Hearth", KITCHEN, "Kettle 1.7 l", "39.99", 3999, "p-1006", "kettle", "black"),
	WARE("Asana", "Sport \\u0026 Yoga", "Yoga mat \\ud83e\\uddd8 6 mm", "29.90", 2990, "p-2001",
	    "yoga-mat", "green"),
	WARE("Asana", "Sport \\u0026 Yoga", "Block, cork", "15.00", 1500, "p-2002", "block", "cork"),
	WARE("Asana", "Sport \\u0026 Yoga", "Strap", "7.00", 700, "p-2003", "strap", "sand"),
	WARE("Peak", "Sport \\u0026 Yoga", "Bottle 0,75 l", "18.50", 1850, "p-2004", "bottle", "red"),
	WARE("Peak", "Sport \\u0026 Yoga", "Running belt", "22.00", 2200, "p-2005", "belt", "black"),
	WARE("Peak", "Sport \\u0026 Yoga", "Socks (2)", "12.00", 1200, "p-2006", "socks", "39-42"),
	WARE("Folio", "Books", "Der Prozeß", "8.90", 890, "p-3001", "der-prozess", "paperback"),
	WARE("Folio", "Books", "吾輩は猫である", "10.50", 1050, "p-3002", "wagahai", "paperback"),
	WARE("Folio", "Books", "C: \\\"Why\\\" \\u0026 How", "34.00", 3400, "p-3003", "c", "hardcover"),
	WARE("Folio", "Books", "Война и мир", "19.90", 1990, "p-3004", "war", "hardcover"),
	WARE("Folio", "Books", "Ulysses", "12.00", 1200, "p-3005", "ulysses", "paperback"),
	WARE("Lumen", "Desk", "Lamp", "79.00", 7900, "p-4001", "lamp", "brass"),
	WARE("Lumen", "Desk", "Laptop sleeve 15.6\\\"", "24.95", 2495, "p-4002", "sleeve", "felt"),
	WARE("Lumen", "Desk", "Notebook A5 \\u2013 dotted", "6.50", 650, "p-4003", "notebook", "ivory"),
	WARE("Lumen", "Desk", "Pen", "3.20", 320, "p-4004", "pen", "blue"),
	WARE("Shop", "Plans", "Plus, monthly", "9.90", 990, "p-9001", "plus", "month"),
	WARE("Shop", "Plans", "Plus, yearly", "99.00", 9900, "p-9002", "plus-year", "year"),
	WARE("Shop", "Plans", "Gift card", "25.00", 2500, "p-9003", "gift", "mail"),
};

const struct span sample_world_referrer[SAMPLE_REFERRERS] = {
	T("\"\""), T("\"\""), T("\"https:\\/\\/search.example\\/\""),
	T("\"https:\\/\\/search.example\\/results?q=yoga%20mat\\u0026hl=en\""),
	T("\"https:\\/\\/shop.example.com\\/\""), T("\"https:\\/\\/shop.example.com\\/c\\/kitchen\""),
	T("\"https:\\/\\/social.example\\/post\\/8832\""), T("\"android-app:\\/\\/com.example.mail\\/\""),
};

const struct span sample_world_campaign[SAMPLE_CAMPAIGNS] = {
	T("{\"content\":\"hero\",\"medium\":\"email\",\"name\":\"june \\u2600 sale\","
	    "\"source\":\"letter\"}"),
	T("{\"medium\":\"cpc\",\"name\":\"brand\",\"source\":\"search\",\"term\":\"tea \\/ coffee\"}"),
	T("{\"medium\":\"social\",\"name\":\"yoga_2021\",\"source\":\"social\"}"),
	T("{\"medium\":\"push\",\"name\":\"win-back\",\"source\":\"app\"}"),
};

const struct span sample_world_query[SAMPLE_QUERIES] = {
	T("\"yoga mat\""), T("\"café\""), T("\"caf\\u00e9 cup\""), T("\"\\\"war and peace\\\"\""),
	T("\"knife 8\\\"\""), T("\"gift \\ud83c\\udf81\""), T("\"ギフト\""), T("\"pen\\tblue\""),
	T("\"kettle \\u0026 cup\""), T("\"plate 27\\/30\""), T("\"книга\""), T("\"lamp\""),
};

const struct span sample_world_given[SAMPLE_NAMES] = {
	T("Zoë"), T("J\\u00fcrgen"), T("Łukasz"), T("S\\u00f8ren"), T("José"), T("Ana\\u00efs"),
	T("花子"), T("Мария"), T("Olu"), T("Priya"), T("Ewa"), T("Sam"), T("Noor"), T("Ivo"),
	T("Mei"), T("Ada"),
};

const struct span sample_world_family[SAMPLE_NAMES] = {
	T("Müller"), T("O'Neil"), T("\\u017delezn\\u00fd"), T("Ångström"), T("Garc\\u00eda"),
	T("Tanaka"), T("Иванова"), T("Okafor"), T("Rao"), T("Nowak"), T("Smith"), T("d\\u2019Arc"),
	T("Haddad"), T("Kov\\u00e1\\u010d"), T("Lin"), T("Byron"),
};

const struct span sample_world_review[SAMPLE_REVIEWS] = {
	T("\"Good.\""), T("\"Exactly as shown \\ud83d\\ude00\""),
	T("\"Zu klein, leider – trotzdem schön\""),
	T("\"Line one\\nline two\\tand a tab\""), T("\"\\\"Best\\\" I had\""), T("\"5\\/7\""),
	T("\"とても良い\""), T("\"ok \\u0026 cheap\""),
};

const struct span sample_world_feature[SAMPLE_WORDS] = {
	T("\"wishlist\""), T("\"price_alert\""), T("\"share\""), T("\"compare\""), T("\"dark_mode\""),
	T("\"export\""), T("\"reminders\""), T("\"offline\""),
};

const struct span sample_world_course[SAMPLE_WORDS] = {
	T("\"Café at home\""), T("\"Yoga \\ud83e\\uddd8 basics\""), T("\"Knife skills\""),
	T("\"Brot \\u0026 Butter\""), T("\"Tea\""), T("\"Drawing I\""), T("\"Drawing II\""),
	T("\"Sleep\""),
};

const struct span sample_world_company[SAMPLE_WORDS] = {
	T("\"Initech GmbH\""), T("\"Ça va SARL\""), T("\"Müller \\u0026 Söhne\""),
	T("\"Acme \\/ Corp\""),
	T("\"株式会社例\""), T("\"Example Ltd\""), T("\"Norr\\u00f8na AS\""), T("\"Hooli\""),
};
