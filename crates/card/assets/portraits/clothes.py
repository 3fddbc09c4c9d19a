"""Clothes, to the lower edge of the picture. {0} is their color, {1} the second, {2} a third."""

# Shoulders with a round neck.
BODY = (
    "M4 472C6 412 34 386 96 368C128 359 146 350 154 338Q189 384 224 338C232 350 250 359 282 368"
    "C344 386 372 412 374 472Z"
)
# The two halves of something open at the front.
HALVES = (
    "M4 472C6 412 34 386 96 368C126 359 142 352 150 340L189 448V472Z"
    "M374 472C372 412 344 386 282 368C252 359 236 352 228 340L189 448V472Z"
)
LINE = 'stroke="#33404d"'
COLLAR = (
    f'<path d="M154 336L140 354L162 402L189 378ZM224 336L238 354L216 402L189 378Z" '
    f'fill="#fff" {LINE}/>'
)
LAPELS = (
    f'<path d="M150 340L128 366L146 386L136 394L189 462L189 446ZM228 340L250 366L232 386L242 394'
    f'L189 462L189 446Z" fill="{{0}}" {LINE}/>'
)
SLEEVES = f'<path d="M66 472Q62 440 72 414M312 472Q316 440 306 414" fill="none" {LINE}/>'

CLOTHES = {
    "crew": f'<path d="{BODY}" fill="{{0}}" {LINE}/>{SLEEVES}'
    '<path d="M152 340Q189 390 226 340" fill="none" stroke="{1}" stroke-width="11"/>',
    "stripes": f'<path d="{BODY}" fill="{{0}}" {LINE}/>'
    '<path d="M70 428H308M68 456H310" stroke="{1}" stroke-width="13" stroke-linecap="butt"/>'
    f"{SLEEVES}"
    '<path d="M152 340Q189 390 226 340" fill="none" stroke="{1}" stroke-width="9"/>',
    "turtleneck": f'<path d="{BODY}" fill="{{0}}" {LINE}/>{SLEEVES}'
    f'<path d="M148 318Q189 342 230 318L236 356Q189 384 142 356Z" fill="{{0}}" {LINE}/>'
    f'<path d="M168 334V362M189 338V366M210 334V362" {LINE} stroke-opacity=".4"/>',
    "shirt": f'<path d="{BODY}" fill="{{0}}" {LINE}/>{SLEEVES}'
    f'<path d="M154 336L138 356L160 408L189 380ZM224 336L240 356L218 408L189 380Z" fill="{{1}}" '
    f'{LINE}/><path d="M189 380V472" {LINE}/>'
    '<g fill="#fff" stroke="#33404d" stroke-width="2"><circle cx="198" cy="414" r="4"/>'
    '<circle cx="198" cy="450" r="4"/></g>',
    "suit": f'<path d="{BODY}" fill="#fff" {LINE}/>'
    f'<path d="M178 382H200L205 404L211 446L189 472L167 446L173 404Z" fill="{{1}}" {LINE}/>'
    f'{COLLAR}<path d="{HALVES}" fill="{{0}}" {LINE}/>{LAPELS}',
    "jacket": f'<path d="{BODY}" fill="{{1}}" {LINE}/>'
    f'<path d="{HALVES}" fill="{{0}}" {LINE}/>{LAPELS}',
    "cardigan": f'<path d="{BODY}" fill="{{1}}" {LINE}/>{COLLAR}'
    f'<path d="{HALVES}" fill="{{0}}" {LINE}/>'
    '<path d="M150 342L189 450L228 342" fill="none" stroke="{2}" stroke-width="7"/>'
    f"{SLEEVES}",
    "hoodie": f'<path d="{BODY}" fill="{{0}}" {LINE}/>{SLEEVES}'
    f'<path d="M150 334C112 346 118 376 189 412C260 376 266 346 228 334Q189 388 150 334Z" '
    f'fill="{{0}}" {LINE}/><path d="M168 398V440M210 398V440" stroke="{{1}}" stroke-width="5"/>',
    "overalls": f'<path d="{BODY}" fill="{{0}}" {LINE}/>{SLEEVES}'
    f'<path d="M104 366L126 360L136 420H242L252 360L274 366L284 472H94Z" fill="{{1}}" {LINE}/>'
    '<g fill="#f4c84a" stroke="#33404d" stroke-width="2"><circle cx="130" cy="428" r="7"/>'
    '<circle cx="248" cy="428" r="7"/></g>',
    # The wearer's left lies over the right.
    "kimono": f'<path d="{BODY}" fill="{{0}}" {LINE}/>{SLEEVES}'
    f'<path d="M152 336Q189 390 226 336L244 350L186 424L134 350Z" fill="#fff" {LINE}/>'
    f'<path d="M140 346L116 362L180 446L194 414Z" fill="{{1}}" {LINE}/>'
    f'<path d="M238 346L262 362L180 472H136Z" fill="{{1}}" {LINE}/>',
}
