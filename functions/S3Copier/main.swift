import HTTPTransport
let r = try await HTTPTransport.shared.send(HTTPRequest(.get, CommandLine.arguments[1]))
print(r.status, r.headers.fields.count, r.body.count)
