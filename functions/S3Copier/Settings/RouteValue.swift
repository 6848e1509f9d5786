/// A value in a route: what JSON may have there.
enum RouteValue: Decodable, Sendable, Equatable {
    case text(String)
    case flag(Bool)
    case number(Int64)
    case texts([String: String])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else {
            self = .texts(try container.decode([String: String].self))
        }
    }
}
