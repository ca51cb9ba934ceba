/** `hns-policy completion`: scripts that call the hidden `hns-policy complete` for candidates. They are the same for every version. */

// Each script filters the candidates by prefix and falls back to file names. It passes the typed words as data and never evaluates them.
export const COMPLETION_SCRIPTS = {
  bash: `# Completion of hns-policy in bash (4.4 or later): source <(hns-policy completion bash)
_hns_policy() {
  local word=\${COMP_WORDS[COMP_CWORD]} value is_open=1
  [[ $word != = ]] || word=
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    is_open=
    [[ $value != "$word"* ]] || COMPREPLY+=("$value")
  done < <(hns-policy complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ -z $is_open ]] || compopt -o default
}
complete -F _hns_policy hns-policy
`,

  zsh: `#compdef hns-policy
# Completion of hns-policy in zsh, after compinit: source <(hns-policy completion zsh)
# or as the file _hns-policy in a folder of $fpath.
_hns-policy() {
  local -a items
  local value description
  while IFS=$'\\t' read -r value description; do
    items+=("\${value//:/\\\\:}\${description:+:$description}")
  done < <(hns-policy complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if (( $#items )); then
    _describe hns-policy items
  else
    compset -P '--*='
    _files
  fi
}
if [[ $funcstack[1] == _hns-policy ]]; then
  _hns-policy "$@"
else
  compdef _hns-policy hns-policy
fi
`,

  powershell: `# Completion of hns-policy in PowerShell: hns-policy completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName hns-policy -ScriptBlock {
  param($word, $commandAst, $cursor)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  # Windows PowerShell drops an empty argument and passes two quotes as one.
  if ($word) { $words += $word } else { $words += '""' }
  hns-policy complete '--' @words 2>$null | ForEach-Object {
    $value, $description = $_.Split("\`t", 2)
    if (-not $description) { $description = $value }
    if ($value.StartsWith($word, [StringComparison]::Ordinal)) {
      [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
    }
  }
}
`,
} as const;

export type Shell = keyof typeof COMPLETION_SCRIPTS;
