// What no template may hold: what runs, what sets attributes, what is read as another language.
import { describe, expect, it } from 'vitest'
import { readTemplate } from '../../../src/report/html/template.ts'

describe('a template', () => {
  it.each([
    ['a value in the place of a closing tag', ['<p>x</', '>']],
    ['a value within the name of an attribute', ['<p data-', '="x">x</p>']],
    ['an attribute without quotes', ['<p title=x>x</p>']],
    ['two attributes without a blank between', ['<p id="a"title="b">x</p>']],
    ['a tag cut between templates', ['<p title="x']],
    ['a doctype', ['<!DOCTYPE html>']],
    ['a processing instruction', ['<?xml ', '?>']],
    ['an opening bracket in text', ['1 < 2 ', '']],
    ['a script in capitals', ['<SCRIPT>x</SCRIPT>']],
    ['the end of a script', ['x</script>']],
    ['an object', ['<object></object>']],
    ['a base', ['<base>']],
    ['foreign markup in a drawing', ['<foreignObject></foreignObject>']],
    ['an animation, which sets attributes', ['<animate attributeName="href" to="', '"></animate>']],
    ['an animation along a path', ['<animateMotion></animateMotion>']],
    ['what sets attributes', ['<set attributeName="href" to="', '"></set>']],
    ['text that is not read as markup', ['<xmp>', '</xmp>']],
    ['text without an end', ['<plaintext>']],
    ['a handler in capitals', ['<p ONCLICK="x">x</p>']],
    ['an inner document', ['<p srcdoc="', '">x</p>']],
    ['the action of a button', ['<button formaction="x">x</button>']],
    ['a set of sources', ['<img srcset="', '">']],
    ['a ping', ['<a ping="', '">x</a>']],
    ['a picture of another host', ['<img src="//evil.example/x">']],
    ['a part of an address in a drawing', ['<use xlink:href="#', '"></use>']],
  ])('may not have %s', (_, strings) => {
    expect(() => readTemplate(strings)).toThrow(TypeError)
  })

  it('is taken apart at its holes, and put together again is what it was', () => {
    const { literals, holes } = readTemplate(['<p class="a ', ' b" id="', '" hidden>', '<br/>c &amp; "d"</p>'])
    expect(holes).toEqual([{ at: 'attribute', name: 'class' }, { at: 'whole', name: 'id' }, { at: 'text' }])
    expect(literals).toEqual(['<p class="a ', ' b" ', ' hidden>', '<br/>c &amp; "d"</p>'])
  })
})
