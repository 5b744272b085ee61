//! The slips of people who write YAML twice a year. The first line of a message says what to do.

use super::*;

const BEGINNING: &str = "Begin with two keys: `description: We need 5 fluent Spanish speakers to label sentiment in 20,000 posts.`, and `fields:` with \
                         the pay below it, indented: `paymentType: PAY_PER_LABEL`, and `pricePerLabel:` with the amount in US dollars.";

#[test]
fn a_message_says_what_to_do_in_its_first_line() {
    for (yaml, code, position, message, help) in [
        (
            "fields:\n\theadcount: 5\n",
            Code::Syntax,
            (2, 1),
            "replace the tab by spaces: YAML is never indented with tabs",
            "Set your editor to indent with spaces.",
        ),
        (
            "description: We need: people\n",
            Code::Syntax,
            (1, 21),
            "put the value of `description` in quotes: a second `: ` would begin another key",
            "Write `description: \"We need: people\"`.",
        ),
        (
            "description:x\nstate: draft\n",
            Code::Syntax,
            (1, 1),
            "write a space after the colon of `description:`",
            "Write `description: ` and then the value.",
        ),
        (
            "description: [a, b\nstate: draft\n",
            Code::Syntax,
            (2, 6),
            "close the bracket or the quotes above: no key can be here",
            "Close every `[` with `]` and every `{` with `}`, with commas between the items.",
        ),
        (
            "fields: {a: 1\n",
            Code::Syntax,
            (1, 14),
            "close the brackets and braces, and write a comma between two items",
            "Close every `[` with `]` and every `{` with `}`, with commas between the items.",
        ),
        (
            "description: ]\n",
            Code::Syntax,
            (1, 14),
            "remove this closing bracket, or write the opening one",
            "Close every `[` with `]` and every `{` with `}`, with commas between the items.",
        ),
        (
            "description: \"abc\nstate: draft\n",
            Code::Syntax,
            (1, 14),
            "close the quotes, or indent the lines of the text deeper than its key",
            "Close the quotes where the text ends, and write nothing but a comment after them.",
        ),
        (
            "description: \"abc",
            Code::Syntax,
            (1, 14),
            "close the quotes",
            "Close the quotes where the text ends, and write nothing but a comment after them.",
        ),
        (
            "description: \"a\" b\n",
            Code::Syntax,
            (1, 18),
            "put the whole value of `description` in quotes: it goes on after the closing quote",
            "Between double quotes write `\\\"` for a quote, or put the text in single quotes.",
        ),
        (
            "description: \"C:\\dir\"\n",
            Code::Syntax,
            (1, 14),
            "write `\\\\` for a backslash in double quotes",
            "Write `\\\\` for a backslash, or put the text in single quotes, where a backslash is only a backslash.",
        ),
        (
            "description: @x\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: no value begins with `@`",
            "Write `description: \"@x\"`.",
        ),
        (
            "description: |2x\n  a\n",
            Code::Syntax,
            (1, 14),
            "begin the text of `description` on the line below `|`",
            "Indent every line of the text by the same spaces, deeper than its key.",
        ),
        (
            "description: |\n   a\n  b\n",
            Code::Syntax,
            (3, 3),
            "indent this line like the keys above it",
            "Indent with spaces, the same number for all keys of one mapping.",
        ),
        (
            "fields:\n  a: 1\n b: 2\n",
            Code::Syntax,
            (3, 2),
            "indent this line like the keys above it",
            "Indent with spaces, the same number for all keys of one mapping.",
        ),
        (
            "fields:\n  countries: - a\n",
            Code::Syntax,
            (2, 14),
            "begin the list of `countries` on the next line, each item with `- `",
            "Begin a list on a line of its own below its key, and put a text that begins with `-` in quotes.",
        ),
        (
            "fields: [-]\n",
            Code::Syntax,
            (1, 10),
            "there is a lone `-` between brackets",
            "Put the value in quotes, or write a longer text below `|`.",
        ),
        (
            "description: *x\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: `*` begins an alias",
            "Write `description: \"*x\"`.",
        ),
        (
            "description: &\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: `&` begins an anchor",
            "Write `description: \"&\"`.",
        ),
        (
            "description: !a!b x\n",
            Code::Syntax,
            (1, 14),
            "this tag means nothing here",
            "Remove the tag (`!…`), or put the text in quotes.",
        ),
        (
            "fields: [a,,b]\n",
            Code::Syntax,
            (1, 12),
            "write a value here",
            "Write a value, or remove the comma, tag or anchor before it.",
        ),
        (
            "a: b\n}\n",
            Code::Syntax,
            (2, 1),
            "remove this closing bracket, or write the opening one",
            "Close every `[` with `]` and every `{` with `}`, with commas between the items.",
        ),
        (
            "%YAML 9\n---\nid: a\n",
            Code::Syntax,
            (1, 1),
            "a directive can't be read",
            "Remove the line that begins with `%`: definitions need no directives.",
        ),
        (
            "description: x\nheadcount:\t5\n",
            Code::Syntax,
            (2, 12),
            "replace the tab after `headcount:` by a space",
            "An editor shows tabs if you turn on \"show whitespace\".",
        ),
        (
            "description: |\n\ttext\n",
            Code::Syntax,
            (2, 1),
            "replace the tab by spaces: YAML is never indented with tabs",
            "Set your editor to indent with spaces.",
        ),
        (
            "description: x\nfields:\n  jobTitle: [Remote] Label posts\n",
            Code::Syntax,
            (3, 22),
            "put the value of `jobTitle` in quotes: `[` begins a list or a mapping",
            "Write `jobTitle: \"[Remote] Label posts\"`.",
        ),
        (
            "description: x\nfields:\n  jobTitle: {x} y\n",
            Code::Syntax,
            (3, 17),
            "put the value of `jobTitle` in quotes: `{` begins a list or a mapping",
            "Write `jobTitle: \"{x} y\"`.",
        ),
        (
            "description: x\nfields:\n  languages:\n  -Spanish\n",
            Code::Syntax,
            (4, 3),
            "write a space after the `-`: `- Spanish`",
            "Each item of a list begins with `- `.",
        ),
        (
            "description: x\nfields:\n  languages:\n    - Spanish\n    -English\n",
            Code::Syntax,
            (5, 5),
            "write a space after the `-`: `- English`",
            "Each item of a list begins with `- `.",
        ),
        (
            "description: \"a\n  b\n\"\nstate: draft\n",
            Code::Syntax,
            (3, 1),
            "indent the closing quote: every line of a text is indented deeper than its key",
            "Put a space before it, or write the text below `|`, without quotes.",
        ),
        (
            "description: x\nfields:\n  jobTitle: #1 labeler\n",
            Code::WrongType,
            (3, 3),
            "put the value of `jobTitle` in quotes: ` #` begins a comment",
            "Write `jobTitle: \"#1 labeler\"`.",
        ),
        (
            "{-\n",
            Code::Syntax,
            (1, 2),
            "put the `-` in quotes: between brackets it begins no item",
            "Put the value in quotes, or write a longer text below `|`.",
        ),
        (
            "description: |#x\n  a\n",
            Code::Syntax,
            (1, 15),
            "begin the text of `description` on the line below `|`",
            "Indent every line of the text by the same spaces, deeper than its key.",
        ),
        (
            "description: | text\n",
            Code::Syntax,
            (1, 14),
            "begin the text of `description` on the line below `|`",
            "Indent every line of the text by the same spaces, deeper than its key.",
        ),
        (
            "description: !<x y\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: `!` begins a tag",
            "Write `description: \"!<x y\"`.",
        ),
        (
            "description: x\nfields:\n\u{a0}\u{a0}headcount: 5\n",
            Code::UnknownKey,
            (3, 1),
            "replace a no-break space (U+00A0) before `headcount` by a space",
            "It looks like a space and is none: remove it and type the space again.",
        ),
        (
            "description: x\n\u{a0}state: draft: 5\n",
            Code::Syntax,
            (2, 1),
            "replace a no-break space (U+00A0) at the beginning of this line by a space",
            "It looks like a space and is none: remove it and type the space again.",
        ),
        (
            "description: x\n---\n",
            Code::Syntax,
            (2, 1),
            "remove this line: nothing follows it",
            "A `---` stands above a definition, if at all.",
        ),
        (
            "description: x\n---\n\n# end\n",
            Code::Syntax,
            (2, 1),
            "remove this line: nothing follows it",
            "A `---` stands above a definition, if at all.",
        ),
        (
            "description: It's: here\n",
            Code::Syntax,
            (1, 18),
            "put the value of `description` in quotes: a second `: ` would begin another key",
            "Write `description: \"It's: here\"`.",
        ),
        (
            "description: 'It's here'\n",
            Code::Syntax,
            (1, 18),
            "put the whole value of `description` in quotes: it goes on after the closing quote",
            "Between single quotes write `''` for an apostrophe, or put the text in double quotes.",
        ),
        (
            "description: \"A\" and \"B\"\n",
            Code::Syntax,
            (1, 18),
            "put the whole value of `description` in quotes: it goes on after the closing quote",
            "Between double quotes write `\\\"` for a quote, or put the text in single quotes.",
        ),
        (
            "description: %50 off\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: no value begins with `%`",
            "Write `description: \"%50 off\"`.",
        ),
        (
            "description: *Urgent*\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: `*` begins an alias",
            "Write `description: \"*Urgent*\"`.",
        ),
        (
            "description: & co\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: `&` begins an anchor",
            "Write `description: \"& co\"`.",
        ),
        (
            "description: `code`\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: no value begins with a backtick",
            "Write `description: \"`code`\"`.",
        ),
        (
            "description: - dash\n",
            Code::Syntax,
            (1, 14),
            "begin the list of `description` on the next line, each item with `- `",
            "Begin a list on a line of its own below its key, and put a text that begins with `-` in quotes.",
        ),
        (
            "description: ?\n",
            Code::Syntax,
            (1, 14),
            "put the value of `description` in quotes: `?` begins a key",
            "Write `description: \"?\"`.",
        ),
        ("description x\n", Code::WrongType, (1, 1), "write a colon and a space after `description`", BEGINNING),
        (
            "description: x\nfields:\n  headcount 5\n",
            Code::WrongType,
            (3, 3),
            "write a colon and a space after `headcount`",
            "Write one `key: value` a line below it, indented, for example `  headcount: 5`.",
        ),
        (
            "description: x\nfields:\n  headcount = 5\n",
            Code::WrongType,
            (3, 3),
            "write `headcount:` instead of `headcount =`",
            "Write one `key: value` a line below it, indented, for example `  headcount: 5`.",
        ),
        (
            "description: x\nfields:\n  headcount:5\n",
            Code::WrongType,
            (3, 3),
            "write a space after the colon of `headcount:`",
            "Write one `key: value` a line below it, indented, for example `  headcount: 5`.",
        ),
        (
            "description: x\nfields:\n  - headcount: 5\n",
            Code::WrongType,
            (3, 3),
            "remove the `-` before the keys: `fields` is no list",
            "Write one `key: value` a line below it, indented, for example `  headcount: 5`.",
        ),
        (
            "- description: x\n",
            Code::WrongType,
            (1, 1),
            "remove the `-`: a file is one definition, not a list",
            BEGINNING,
        ),
        ("<job>x</job>\n", Code::WrongType, (1, 1), "write YAML: this is XML or HTML", BEGINNING),
        (
            "  description: x\nstate: draft\n",
            Code::Syntax,
            (1, 3),
            "remove the spaces before the first key",
            "The keys of a definition begin in the first column.",
        ),
        (
            "description: |\ntext\n",
            Code::Syntax,
            (2, 1),
            "indent the text below `description:`, deeper than `description`",
            "Put two spaces before every line of it.",
        ),
        (
            "```yaml\ndescription: x\n```\n",
            Code::Syntax,
            (1, 1),
            "remove the lines with ```: a definition is YAML alone",
            "Remove the first and the last of them.",
        ),
        (
            "// note\ndescription: x\n",
            Code::Syntax,
            (1, 1),
            "begin a comment with `#`, not with `//`",
            "Replace `//` by `#`.",
        ),
        (
            "<<<<<<< HEAD\ndescription: x\n=======\ndescription: y\n>>>>>>> b\n",
            Code::Syntax,
            (1, 1),
            "resolve the merge conflict in this file",
            "Keep one of the two versions, or merge them, and remove the lines with the markers `<<<<<<<`, `=======` and `>>>>>>>`. A line that is \
             meant so is indented.",
        ),
        (
            "description: We need people.\n  Two kinds: a and b.\nfields:\n  headcount: 5\n",
            Code::Syntax,
            (1, 1),
            "write `|` after `description:`, and its text in the lines below",
            "Each line of the text is indented by two spaces. Without the `|`, a `: ` in it begins another key.",
        ),
        (
            "description: x\nfields:\n  jobTitle: A\n   B: c\n",
            Code::Syntax,
            (4, 5),
            "indent this line like the keys above it, or put the text with `: ` in quotes",
            "Put a text with `: ` in it in quotes, indent all keys of one mapping alike, and write a space after the colon of each.",
        ),
        (
            "description: x\nfields:\n  languages:\n    -Spanish\n",
            Code::WrongType,
            (4, 5),
            "write a space after each `-` of `languages`",
            "Each item of a list is on a line of its own and begins with `- `.",
        ),
        (
            "description: x\nfields:\n   headcount: 5\n  dataVolume: 5\n",
            Code::Syntax,
            (4, 3),
            "indent this line like the keys above it",
            "Indent with spaces, the same number for all keys of one mapping.",
        ),
        (
            "description: x\nfields:\n  headcount: \"5\n",
            Code::Syntax,
            (3, 14),
            "close the quotes",
            "Close the quotes where the text ends, and write nothing but a comment after them.",
        ),
        (
            "description: x\nfields:\n  countries: [Spain\n  headcount: 5\n",
            Code::Syntax,
            (4, 12),
            "close the bracket or the quotes above: no key can be here",
            "Close every `[` with `]` and every `{` with `}`, with commas between the items.",
        ),
        (
            "description: x\nfields:\n  jobTitle: [Remote] x # note\n",
            Code::Syntax,
            (3, 22),
            "put the value of `jobTitle` in quotes: `[` begins a list or a mapping",
            "Put it in quotes, or write it below `|`.",
        ),
        (
            "description: x\nfields:\n  jobTitle: y\n  headcount:\u{a0}5\n",
            Code::Syntax,
            (4, 3),
            "replace a no-break space (U+00A0) after `headcount:` by a space",
            "It looks like a space and is none: remove it and type the space again.",
        ),
        (
            "description: x\nfields:\n  headcount:\u{a0}5\nid: a\n",
            Code::WrongType,
            (3, 3),
            "replace a no-break space (U+00A0) after `headcount:` by a space",
            "Write one `key: value` a line below it, indented, for example `  headcount: 5`.",
        ),
        (
            "description:\u{a0}We need 5\nid: a\n",
            Code::Syntax,
            (1, 1),
            "replace a no-break space (U+00A0) after `description:` by a space",
            "It looks like a space and is none: remove it and type the space again.",
        ),
        (
            "description: x\nfields:\n  jobTitle: y\n  headcount\t5\n  languages: [Spanish]\n",
            Code::Syntax,
            (4, 3),
            "write a colon and a space after `headcount`",
            "Write `headcount: ` and then the value.",
        ),
        (
            "description: A: b\n  and more\n",
            Code::Syntax,
            (1, 15),
            "put the value of `description` in quotes: a second `: ` would begin another key",
            "Put it in quotes, or write it below `|`.",
        ),
    ] {
        let source = read(yaml);
        let [found] = &source.findings[..] else { panic!("{yaml:?} {:#?}", source.findings) };
        let Subject::Definition(place) = &found.subject else { panic!("{found:#?}") };
        assert_eq!(
            (found.code, source.position(&place.location)),
            (code, LineColumn::new(position.0, position.1)),
            "{yaml:?}"
        );
        assert_eq!((found.message.as_str(), found.help.as_deref()), (message, Some(help)), "{yaml:?}");
    }
}

#[test]
fn a_text_cut_by_a_comment_is_told() {
    for (text, comment, help) in [
        ("description: Label images #urgent\n", "`#urgent`", "`\"Label images #urgent\"`"),
        ("description: We need # people\n", "`# people`", "`\"We need # people\"`"),
        ("description: x\nfields:\n  jobTitle: Labeler #1\n", "`#1`", "`\"Labeler #1\"`"),
        ("description: Label\n  images #now\n", "`#now`", "below `|`"),
        ("description: x\nfields:\n  labelTypes: [\"a\", Label it #1\n  ]\n", "`#1`", "`\"Label it #1\"`"),
    ] {
        let source = read(text);
        let [found] = &source.findings[..] else { panic!("{text:?} {:#?}", source.findings) };
        assert_eq!((found.code, found.severity), (Code::CutText, Severity::Warning), "{text:?}");
        assert!(found.message.contains(comment) && found.help.as_ref().is_some_and(|h| h.contains(help)), "{found:#?}");
    }
}

#[test]
fn a_comment_is_a_comment() {
    for text in [
        "id: sentiment-es        # optional\ndescription: x\n",
        "description: We need people   # three blanks\n",
        "description: \"We need people\" #1\n",
        "description: |\n  Label #1 # two\n",
        "description: Label#1\n",
        "description: x\nfields: #pinned\n  headcount: 5 #people\n  experienceLevel: EXPERT # the minimum\n",
    ] {
        assert_refused(&read(text), &[]);
    }
}
