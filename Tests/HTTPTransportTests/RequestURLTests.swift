import Testing

@testable import HTTPTransport

@Suite struct RequestURLTests {
    @Test(arguments: [
        ("http://h/a//b?c=/d", "http://h", "/a//b?c=/d"),
        ("https://u:p@h:8443/", "https://u:p@h:8443", "/"),
        ("http://[::1]:9/../x%2F", "http://[::1]:9", "/../x%2F"),
    ])
    func partsTheOriginFromTheTarget(url: String, origin: String, target: String) throws {
        let parts = try #require(RequestURL(url))
        #expect(parts.origin == origin)
        #expect(parts.target == target)
    }

    @Test(arguments: ["http://h", "http://h?a=/b/c", "http://h/a#b", "http://h/\u{E9}", "h/a/b/c", "HTTP://h/a"])
    func leavesWhatHasToBeReadToLibcurl(url: String) throws {
        let parts = try #require(RequestURL(url))
        #expect(parts.origin == url)
        #expect(parts.target == nil)
    }

    @Test(arguments: ["http://h/a b", "http://h/\r\nX: 1", "http://h/\u{7F}", "http://h/\u{0}"])
    func refusesWhatWouldEndTheFirstLine(url: String) {
        #expect(RequestURL(url) == nil)
    }

    @Test func tellsWhetherTheOriginSpeaksTLS() throws {
        #expect(try #require(RequestURL("https://h/")).usesTLS)
        #expect(try #require(RequestURL("http://h/https:")).usesTLS == false)
    }
}

@Suite struct ProxyVariablesTests {
    @Test(arguments: ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"])
    func findsAProxy(variable: String) {
        #expect(ProxyVariables.nameAProxy { $0 == variable ? "http://127.0.0.1:3128" : nil })
        #expect(!ProxyVariables.nameAProxy { $0 == variable ? "" : nil })
    }

    /// libcurl heeds neither without the others; `HTTP_PROXY` could be set by a header of a CGI request.
    @Test(arguments: ["HTTP_PROXY", "no_proxy", "NO_PROXY"]) func findsNoneInOtherVariables(variable: String) {
        #expect(!ProxyVariables.nameAProxy { $0 == variable ? "http://127.0.0.1:3128" : nil })
    }
}
