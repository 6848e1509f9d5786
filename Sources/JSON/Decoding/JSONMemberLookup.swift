/// Finds an object's members by name for `Decodable` types. A large object, mostly a dictionary, gets an index: without
/// it, the time to read all members would grow with the square of their number.
struct JSONMemberLookup {
    let object: JSONElement
    private let index: [ByteExactName: Int]?

    private static let mostWithoutIndex = 24

    /// Makes the lookup for one object.
    ///
    /// - Parameter object: must be an object.
    init(_ object: JSONElement) {
        self.object = object
        guard object.token.length > 2 * Self.mostWithoutIndex,
            JSONMembers(object).dropFirst(Self.mostWithoutIndex).contains(where: { _ in true })
        else {
            index = nil
            return
        }
        var index: [ByteExactName: Int] = [:]
        for member in JSONMembers(object) {
            if let name = try? member.name { index[ByteExactName(name: name)] = member.value.index }
        }
        self.index = index
    }

    subscript(_ name: String) -> JSONElement {
        guard let index else { return object[name] }
        guard let found = index[ByteExactName(name: name)] else {
            return JSONElement(object.tape, object.index, absence: .member(name))
        }
        return JSONElement(object.tape, found)
    }

    /// The names of the members in the text's order, each once. A name that is not Unicode is left out, because nobody
    /// can ask for it.
    var names: [String] {
        var seen = JSONOrderedDictionary<Void>()
        for member in JSONMembers(object) {
            if let name = try? member.name { seen[name] = () }
        }
        return seen.entries.map(\.name)
    }
}
