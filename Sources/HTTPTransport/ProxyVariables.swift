/// The environment variables by which libcurl finds a proxy.
///
/// https://everything.curl.dev/usingcurl/proxies/env.html
enum ProxyVariables {
    private static let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]

    /// Returns `true` when one of them names a proxy, for whichever hosts.
    ///
    /// - Parameter value: looks a variable up.
    static func nameAProxy(_ value: (String) -> String?) -> Bool { names.contains { value($0)?.isEmpty == false } }
}
