"""The rules a paper begins with; it changes them in its own table."""

from django.db import migrations, models

CHECKS = (
    ("doubled", ""),
    ("spaces", ""),
    ("long", "40"),
    ("numbers", ""),
    ("unlinked", ""),
    ("grammar", ""),
)
NAMES = """
Donald Trump|JD Vance|Marco Rubio|Joe Biden|Kamala Harris|Barack Obama
Hun Manet|Hun Sen|Norodom Sihamoni|Khuon Sudary|Prak Sokhonn
Anutin Charnvirakul|Paetongtarn Shinawatra|Thaksin Shinawatra|Maha Vajiralongkorn
To Lam|Pham Minh Chinh|Thongloun Sisoulith|Sonexay Siphandone|Min Aung Hlaing
Aung San Suu Kyi|Anwar Ibrahim|Prabowo Subianto|Lawrence Wong|Ferdinand Marcos
Xi Jinping|Li Qiang|Lai Ching-te|Kim Jong Un|Lee Jae-myung|Sanae Takaichi
Narendra Modi|Anthony Albanese|Vladimir Putin|Volodymyr Zelensky|Keir Starmer
Emmanuel Macron|Friedrich Merz|Giorgia Meloni|Pedro Sánchez|Donald Tusk
Ursula von der Leyen|António Guterres|Recep Tayyip Erdoğan|Benjamin Netanyahu
Mark Carney|Claudia Sheinbaum|Cyril Ramaphosa|Javier Milei
Phnom Penh|Siem Reap|Battambang|Sihanoukville|Preah Vihear|Oddar Meanchey
Banteay Meanchey|Kampong Cham|Kampong Thom|Kampong Chhnang|Tonle Sap|Mekong
Angkor Wat|Khmer Rouge|Kuala Lumpur|Naypyidaw|Vientiane
""".replace("\n", "|").split("|")
ALSO = {
    "Phnom Penh": "Phnom Phen\nPnom Penh\nPhnom Pehn",
    "Siem Reap": "Siem Riep\nSiemreap",
    "Kampong Cham": "Kompong Cham",
    "Kampong Thom": "Kompong Thom",
    "Kampong Chhnang": "Kompong Chhnang",
    "Volodymyr Zelensky": "Vladimir Zelensky\nVolodymyr Zelenskyy",
}
BANNED = (
    ("utilise", "use", "The shorter word."),
    ("going forward", "", "Say when."),
    ("at the end of the day", "", "Says nothing."),
    ("in order to", "to", "The shorter words."),
    ("the fact that", "that", "The shorter word."),
    ("due to the fact that", "because", "The shorter word."),
    ("impactful", "", "Say what it does."),
    ("stakeholders", "", "Say who they are."),
    ("collateral damage", "", "Say who was killed or what was destroyed."),
    ("illegal immigrant", "", "Say what they did, not what they are."),
    ("very unique", "unique", "There are no degrees of it."),
)
TITLES = (("Prof", "Professor", "Prof."),)
KNOWN = "Khmer ASEAN riel remork tuk-tuk wat pagoda Bangkok Hanoi krama prahok"


def begin(apps, schema_editor):
    Rule = apps.get_model("editorial", "StyleRule")
    rows = [Rule(kind="check", find=find, write=write) for find, write in CHECKS]
    rows += [
        Rule(kind="name", find=name, also=ALSO.get(name, ""))
        for name in filter(None, map(str.strip, NAMES))
    ]
    rows += [Rule(kind="banned", find=f, write=w, why=y) for f, w, y in BANNED]
    rows += [Rule(kind="title", find=f, write=w, also=a) for f, w, a in TITLES]
    rows += [Rule(kind="known", find=word) for word in KNOWN.split()]
    Rule.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [
        ('editorial', '0014_take_back_a_message_with_its_letter'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='stylerule',
            name='style_rule_is_known',
        ),
        migrations.AlterField(
            model_name='stylerule',
            name='find',
            field=models.CharField(help_text='The words as they would stand in a text; for a name or a word that is right, how it is spelt. In a pattern * stands for letters, # for a digit.', max_length=120),
        ),
        migrations.AlterField(
            model_name='stylerule',
            name='kind',
            field=models.CharField(choices=[('banned', 'A word or phrase we do not print'), ('name', 'A name and how it is spelt'), ('title', 'A title and how we write it'), ('pattern', 'A pattern of letters'), ('known', 'A word that is right'), ('check', 'A check made on every text')], max_length=8),
        ),
        migrations.AlterField(
            model_name='stylerule',
            name='write',
            field=models.CharField(blank=True, help_text='Instead; empty where a person decides. Of long sentences: how many words are too many.', max_length=120),
        ),
        migrations.AddConstraint(
            model_name='stylerule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['banned', 'name', 'title', 'pattern', 'known', 'check'])), name='style_rule_is_known'),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
