# fish completion for kubectl-etcdbr
function __kubectl_etcdbr
    set -l words (commandline -opc) (commandline -ct)
    kubectl-etcdbr __complete $words[2..-1] 2>/dev/null | string match -v -r '^:\d+$'
end
complete -c kubectl-etcdbr -f -a '(__kubectl_etcdbr)'
