// The template of all pages: whatever text is put into it, it stays text; whatever it cannot tell to be harmless, it refuses.
import * as fc from 'fast-check'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { bounded, type Html, html, isHtml, link, markup, type Value } from '../../../src/report/html/html.ts'
import { toUrl } from '../../../src/report/html/url.ts'

const written = (one: Html): string => markup(one)
const unescaped = (text: string): string =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replace(/&amp;/g, '&')

/** What attackers write: markup, quotes, entities and what hides, in any order. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...[
          '<script>',
          '</script>',
          '<img src=x onerror=alert(1)>',
          '"',
          "'",
          '`',
          '&lt;',
          '&amp;',
          '&#60',
          '-->',
          '<!--',
          ']]>',
        ],
        ...[
          '\u202e',
          '\u2066',
          '\u0000',
          '\u001b[31m',
          '\u00ad',
          '\ud800',
          '\udfff',
          'javascript:alert(1)',
          '\n',
          '\t',
          '=1+1',
        ],
      ),
    ),
  )
  .map((parts) => parts.join(''))

// The hidden characters of any Unicode that must never reach a page, and what is no text at all.
const hidden =
  /[\p{Cc}\p{Bidi_C}\u{200B}-\u{200D}\u{FEFF}\u{E0000}-\u{E007F}]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u

describe('text', () => {
  it('stays text, whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const [, inside = '<'] = /^<p>([\s\S]*)<\/p>$/.exec(written(html`<p>${text}</p>`)) ?? []
        expect(inside).not.toMatch(/[<>"'`]|&(?!(?:lt|gt|quot|amp|#39|#96);)/)
        expect(inside).not.toMatch(hidden)
      }),
    )
  })

  it('stays within its attribute, whatever it is', () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const whole = written(html`<i title="${one}" class="a ${other}">x</i>`)
        const [, title = '<', name = '<'] = /^<i title="([^"]*)" class="a ([^"]*)">x<\/i>$/.exec(whole) ?? []
        for (const value of [title, name]) {
          expect(value).not.toMatch(/[<>"'`]/)
          expect(value).not.toMatch(hidden)
        }
      }),
    )
  })

  it('of letters and marks alone is read back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(unescaped(written(html`${text}`))).toBe(text)
      }),
    )
  })

  it('shows what hides or reorders by its code', () => {
    expect(written(html`${'a\u202egnp.exe'}`)).toBe('a\\u{202E}gnp.exe')
    expect(written(html`<i title="${'\u0000\n'}"></i>`)).toBe('<i title="\\u{0}\\u{A}"></i>')
  })

  it('shows half a character as none', () => {
    expect(written(html`${'a\ud800b'}`)).toBe('a\\u{FFFD}b')
  })

  it('of 100,000 characters is written whole, and cut where that is asked', () => {
    const long = 'W'.repeat(100_000)
    expect(written(html`${long}`)).toBe(long)
    expect(written(html`${bounded(long, 10)}`)).toBe('WWWWWWWWWW… (99990 more characters)')
  })

  it('that was cut is escaped as any other', () => {
    expect(written(html`${bounded('<b>&', 3)}`)).toBe('&lt;b&gt;… (1 more characters)')
  })
})

describe('markup', () => {
  it('is what html made, and nothing else', () => {
    expect(written(html`<p>${html`<b>${'<'}</b>`}</p>`)).toBe('<p><b>&lt;</b></p>')
    expectTypeOf<string>().not.toExtend<Html>()
    expectTypeOf<{ markup: string }>().not.toExtend<Html>()
  })

  it.each([
    ['an object of JSON', JSON.parse('{"html":"<b>","Symbol(html)":"<b>","address":"#a"}')],
    ['an object that looks like a string', { toString: () => '<b>' }],
    ['a boolean that is shown', true],
    ['no number', Number.NaN],
  ])('is not %s', (_, value) => {
    expect(isHtml(value)).toBe(false)
    expect(() => html`<p>${value as Value}</p>`).toThrow(TypeError)
  })

  it('has no place in an attribute', () => {
    expect(() => html`<p title="${html`<b></b>`}"></p>`).toThrow(TypeError)
  })

  it('joins lists, of lists too, and writes nothing for what is not there', () => {
    expect(written(html`<p>${['<', [html`<b>1</b>`, 2], null, undefined, false]}</p>`)).toBe('<p>&lt;<b>1</b>2</p>')
  })

  it('leaves out an attribute whose value is not there, and keeps one that is empty', () => {
    const of = (value: Value): string => written(html`<i title="${value}" lang="en">x</i>`)
    expect([null, undefined, false].map(of)).toEqual(Array(3).fill('<i  lang="en">x</i>'))
    expect(of('')).toBe('<i title="" lang="en">x</i>')
    expect(of(true)).toBe('<i title lang="en">x</i>')
  })
})

// Made anew each time, as the literals of a template that nobody wrote here.
const template = (strings: string[], ...values: Value[]): Html =>
  html(Object.assign([...strings], { raw: strings }) as TemplateStringsArray, ...values)

describe('a template', () => {
  it.each([
    ['a hole in place of a tag', ['<', '>x']],
    ['a hole in place of an attribute', ['<i ', '>x</i>']],
    ['a hole without quotes', ['<i title=', '>x</i>']],
    ['a hole in single quotes', ["<i title='", "'>x</i>"]],
    ['a hole in a comment', ['<!-- ', ' -->']],
    ['a hole in a script', ['<script>', '</script>']],
    ['a hole in a sheet', ['<style>', '</style>']],
    ['a hole in an event', ['<i onclick="', '">x</i>']],
    ['a hole in a style', ['<i style="', '">x</i>']],
    ['a hole in a part of a link', ['<a href="https://example.org/', '">x</a>']],
    ['a tag that does not end', ['<i title="', '"']],
    ['U+0000', ['a\0b', 'c']],
  ])('is refused with %s', (_, strings) => {
    expect(() => template(strings, 'x')).toThrow(TypeError)
  })

  it.each([
    '<script>alert(1)</script>',
    '<iframe src="page.html"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="http://example.org/">x</a>',
    '<form action="page.html"></form>',
    '<i onclick="x">x</i>',
    '<meta http-equiv="refresh">',
  ])('is refused by itself: %s', (text) => {
    expect(() => template([text])).toThrow(TypeError)
  })
})

describe('a link', () => {
  it.each([
    '#a-place',
    'page.html',
    '../page.html#place',
    'a/b/c.html',
    'https://eu-west-1.console.aws.amazon.com/eks/home?region=x#/a',
  ])('may lead to %s', (address) => {
    expect(written(link(address, 'x'))).toBe(`<a href="${address}">x</a>`)
  })

  it.each([
    ...[
      'javascript:alert(1)',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'JAVASCRIPT:alert(1)',
      '&#106;avascript:1',
    ],
    ...[
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'http://example.org/',
      'ftp://example.org',
      'mailto:a@b',
    ],
    ...[
      '//example.org',
      '///example.org',
      '/\\example.org',
      '\\\\example.org',
      'https:example.org',
      'https://user@example.org',
    ],
    ...[
      'https://example.org\\@other',
      'https://a/\u202e',
      'https://a/"onmouseover=x',
      '',
      '#',
      ' ',
      '#a b',
      'a:b',
      '..:a/b',
      '/root',
    ],
  ])('leads nowhere from %j: its text alone is shown', (address) => {
    expect(toUrl(address)).toBeNull()
    expect(written(link(address, 'text'))).toBe('text')
  })

  it('has no other scheme, whatever it is asked for', () => {
    const base = 'https://report.invalid/pages/report.html'
    fc.assert(
      fc.property(
        fc.oneof(hostile, fc.webUrl(), fc.domain(), fc.string({ unit: fc.constantFrom(...':/\\#?.@a1 j') })),
        (address) => {
          if (!toUrl(address)) return
          const url = new URL(address, base)
          expect(url.protocol).toBe('https:')
          expect([url.username, url.password]).toEqual(['', ''])
          if (!address.startsWith('https:')) expect(url.host).toBe('report.invalid')
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('takes no address that toUrl did not give', () => {
    const forged = { address: '#place' } as unknown as Value
    expect(() => html`<a href="${forged}">x</a>`).toThrow(TypeError)
    expect(() => html`<a href="${'#place'}">x</a>`).toThrow(TypeError)
  })
})
