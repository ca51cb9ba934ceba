$script:DiagnosticSecretRules = $null

# The rules apply in this order. They remove too much rather than too little, but keep the quotes around a value, so that JSON and XML stay
# valid.
function Get-DiagnosticSecretRule {
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()

    if ($script:DiagnosticSecretRules) { return $script:DiagnosticSecretRules }
    # Names of secrets, with any prefix.
    $name = '(?:pass(?:word|wd|phrase)|pwd|secret|token|api[_-]?key|(?:shared[_-]?)?access[_-]?key|account[_-]?key|(?:primary|secondary|' +
        'instrumentation|encryption|signing)[_-]?key|private[_-]?key|client-(?:key|certificate)-data|connection[_-]?string|credential|' +
        'dockerconfigjson|dockercfg|cookie)[\w.-]{0,40}'
    # The start of a word, in JSON also after an escaped line break.
    $word = '(?:\b|(?<=\\[nrt]))'
    $space = '(?:^|\s|["'']|(?<=\\[nrt]))'
    # Text that is already removed. For a named value, its whole text.
    $old = '(?!\[removed:)'
    $new = '(?!\[removed:[a-z-]+\](?:\\*["''<;&\s,}\]]|$))'
    $rules = @(
        @('private-key', '-----BEGIN[A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END[A-Z ]*PRIVATE KEY-----|\z)', ''),
        @('encoded-key', "${word}LS0tLS1CRUdJTi[A-Za-z0-9+/=_-]{20,}", ''),
        @('jwt', "${word}eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}", ''),
        @('authorization', "(authorization\\?[`"']?\s*[:=](?>\s*(?:\[\s*(?!removed:))?\\?[`"']?))$old[^\s`"'\\<>,]+(?:[ \t]+[^\s`"'\\<>,]+)?", '$1'),
        @('bearer-token', "(${word}bearer(?>[ \t]+))$old[A-Za-z0-9+/=._~-]{12,}", '$1'),
        @('shared-access-signature', "((?:$word|[?&;]|\\u0026)(?:sig|signature|x-amz-signature|x-amz-security-token)=)$old[^\s&`"'\\<>;]+", '$1'),
        # Up to the last @ before the path, because a password may contain one.
        @('userinfo', "([a-z][a-z0-9+.-]{1,20}://)$old[^\s/`"'<>\\]{1,200}(?=@)", '$1'),
        @('webhook', "((?:hooks\.slack\.com|discord(?:app)?\.com\\?/api|\.webhook\.office\.com)\\?/[a-z0-9-]{1,20}\\?/)$old[^\s`"'<>]+", '$1'),
        # A header up to the end of its line, with quoted values.
        @('cookie', "(${word}(?:set-)?cookie2?[ \t]*:(?>[ \t]*))$old(?![`"'])(?:=\\?`"[^`"\\\r\n]*\\?`"|[^`"\\<\r\n])+", '$1'),
        # The credentials of a registry in the configuration of Docker.
        @('docker-auth', "(\\?`"auth\\?`"\s*:\s*\\?`")$new[^`"\\]+(?=\\?`")", '$1'),
        @('docker-auth', "(^[ \t-]*auth:(?>[ \t]+)[`"']?)$old[A-Za-z0-9+/=_-]{4,}", '$1'),
        # "name": "value", also in JSON within a JSON string.
        @('named', "($name`"\s*:\s*`")$new(?:[^`"\\]|\\.)+(?=`")", '$1'),
        @('named', "($name`"\s*:\s*)(?:-?\d[\d.eE+-]*|\[[^\[\]{}]*\])", '$1"[removed:named]"', $true),
        @('named', "($name\\`"\s*:\s*\\`")$new(?:[^`"\\]|\\[^`"\\]|\\\\(?:\\.|[^`"\\]))+(?=\\`")", '$1'),
        @('named', "($name\\`"\s*:\s*)(?:-?\d[\d.eE+-]*|\[[^\[\]{}]*\])", '$1\"[removed:named]\"', $true),
        @('named', "($name'?\s*[:=]\s*')$new[^'\r\n]+", '$1'),
        @('named', "($name[ \t]*[:=](?>[ \t]*)`")$new(?:[^`"\\\r\n]|\\.)+", '$1'),
        @('named', "($name[ \t]*[:=](?>[ \t]*)\\`")$new(?:[^`"\\]|\\[^`"\\])+", '$1'),
        # XML elements and named data.
        @('named', "(<(?:\w+:)?\w*$name(?:\s[^<>]*)?>)$new[^<]+(?=</)", '$1'),
        @('named', "(${word}name\s*=\s*[`"'][^`"'<>]*$name[`"'][^<>]*>)$new[^<]+(?=</)", '$1'),
        # Command lines, also as JSON lists.
        @('named', "($space(?:--?|/)[\w-]*$name(?>[ \t]+))$new(?![-/])(?:[^\s`"'\\]|\\[^\s`"'])+", '$1'),
        @('named', "($space(?:--?|/)[\w-]*$name(?>[ \t]+(?<q>[`"'])))$new(?![,:}\]\s])(?:(?!\k<q>)[^\r\n\\])+(?=\k<q>)", '$1'),
        @('named', "($space(?:--?|/)[\w-]*$name`"(?>\s*,\s*)`")$new(?:[^`"\\]|\\.)+(?=`"(?!\s*:))", '$1'),
        @('named', "($space(?:--?|/)[\w-]*${name}:)$new(?:[^\s`"'\\]|\\[^\s`"'])+", '$1'),
        # Settings up to the next semicolon, and YAML up to the end of the line or block.
        @('named', "($name[ \t]*=(?>[ \t]*))$new(?![`"'])(?:[^;\r\n`"'<>&]{1,200}(?=;)|[^\s;&`"'\\<>]+)", '$1'),
        @('named', "($name[ \t]*:(?>[ \t]+))$old(?!\\*[`"'{|>])(?:[^\r\n`"<\\]|\\[^\r\n`"])+", '$1'),
        @('named', "($name[ \t]*:[ \t]*[|>][-+0-9]*[ \t]*\r?\n(?<indent>(?>[ \t]+)))$old[^\r\n]*(?:\r?\n\k<indent>[^\r\n]*)*", '$1'),
        @('cloud-key', "$word(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{20,}|glpat-[\w.-]{15,}|AIza[\w-]{30,}|xox[abprs]-[A-Za-z0-9-]{10,}|[\w.~-]{3}\dQ~[\w.~-]{31,34})(?![\w-])", '')
    )
    $options = [System.Text.RegularExpressions.RegexOptions]'Compiled, IgnoreCase, CultureInvariant, Multiline'
    $script:DiagnosticSecretRules = foreach ($rule in $rules) {
        $replacement = $rule[2]
        if ($rule.Count -lt 4) { $replacement = "$replacement[removed:$($rule[0])]" }
        [pscustomobject]@{
            Name        = $rule[0]
            Pattern     = [regex]::new($rule[1], $options, [timespan]::FromSeconds(20))
            Replacement = $replacement
        }
    }
    $script:DiagnosticSecretRules
}
