import HTTPTransport
import Testing

@testable import AWSClient

@Suite struct ErrorBodyTests {
    private let json = AWSService.WireProtocol.json(version: "1.1", targetPrefix: "T")

    private func body(_ wireProtocol: AWSService.WireProtocol, _ text: String, _ headers: HTTPHeaders = [:])
        -> ServiceErrorBody
    {
        ServiceErrorBody(HTTPResponse(status: 400, headers: headers, body: Array(text.utf8)), wireProtocol)
    }

    @Test(arguments: [
        #"{"__type":"com.amazonaws.glue#EntityNotFoundException","Message":"no"}"#,
        #"{"__type":"EntityNotFoundException","message":"no"}"#,
        #"{"code":"EntityNotFoundException:http://internal/","message":"no"}"#,
    ])
    func readsTheJSONForms(text: String) {
        let error = body(json, text, ["x-amzn-RequestId": "r"])
        #expect(error.code == "EntityNotFoundException")
        #expect(error.message == "no")
        #expect(error.requestID == "r")
    }

    @Test func theErrorTypeHeaderWins() {
        #expect(body(json, "{}", ["x-amzn-ErrorType": "Denied:http://x/"]).code == "Denied")
    }

    @Test(arguments: [
        "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>no</Message><RequestId>r</RequestId></Error>",
        "<ErrorResponse xmlns=\"http://x/\"><Error><Type>Sender</Type><Code>NoSuchKey</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>",
        "<Response><Errors><Error><Code>NoSuchKey</Code><Message>no</Message></Error></Errors><RequestID>r</RequestID></Response>",
    ])
    func readsTheXMLForms(text: String) {
        let error = body(.restXML, text)
        #expect(error == body(.query, text))
        #expect(error.code == "NoSuchKey")
        #expect(error.message == "no")
        #expect(error.requestID == "r")
    }

    @Test(arguments: [
        "", "<html><body>502 Bad Gateway</body></html>", "no healthy upstream", "{", "<Error>", "\u{0}\u{1}",
    ])
    func whateverComesTheErrorIsClearAndQuotesNothing(text: String) {
        for wireProtocol in [json, .restXML, .query] {
            let error = body(wireProtocol, text, ["Content-Type": "text/html", "Server": "nginx"])
            #expect(error.code == "HTTP400")
            let expected =
                text.isEmpty
                ? "the answer has no body, sent by nginx"
                : "the answer is not what the service sends (text/html, \(text.utf8.count) bytes, sent by nginx)"
            #expect(error.message == expected)
        }
    }

    @Test func parsesXML() {
        let root = XMLElement.parse(Array("<a xmlns:n='u'>\n <n:b>1 &amp; 2</n:b><c/>\n</a>".utf8))
        #expect(root?.name == "a")
        #expect(root?.text(of: "b") == "1 & 2")
        #expect(root?["c"] != nil)
        #expect(root?.text == "")
    }

    @Test(arguments: ["", "<a>", "<a></b>", "text", "<a/><b/>"]) func refusesWhatIsNotXML(text: String) {
        #expect(XMLElement.parse(Array(text.utf8)) == nil)
    }

    @Test func refusesBombs() {
        let deep = String(repeating: "<a>", count: 5000) + String(repeating: "</a>", count: 5000)
        #expect(XMLElement.parse(Array(deep.utf8))?.children.isEmpty != true)
        let entities = (1...20).map { "<!ENTITY e\($0) \"&e\($0 - 1);&e\($0 - 1);&e\($0 - 1);&e\($0 - 1);\">" }.joined()
        let laughs = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e0 \"ha\">\(entities)]><a>&e20;</a>"
        #expect(XMLElement.parse(Array(laughs.utf8)) == nil)
    }
}
