/// A dictionary that keeps its names in the order of their first insertion. Names are compared byte by byte, as in
/// JSON. `String` compares by Unicode's canonical equivalence instead.
struct JSONOrderedDictionary<Value> {
    private(set) var entries: [(name: String, value: Value)] = []
    /// The index of the names; `nil` while there are so few names that a search one by one is faster.
    private var places: [ByteExactName: Int]?

    private static var mostWithoutIndex: Int { 16 }

    func place(of name: String) -> Int? {
        if let places { return places[ByteExactName(name: name)] }
        return entries.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
    }

    subscript(name: String) -> Value? {
        get { place(of: name).map { entries[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): entries[place].value = value
            case (nil, let value?): append(name, value)
            case (let place?, nil):
                entries.remove(at: place)
                places = nil
                indexIfLarge()
            case (nil, nil): break
            }
        }
    }

    private mutating func append(_ name: String, _ value: Value) {
        places?[ByteExactName(name: name)] = entries.count
        entries.append((name, value))
        if places == nil { indexIfLarge() }
    }

    private mutating func indexIfLarge() {
        guard entries.count > Self.mostWithoutIndex else { return }
        var places: [ByteExactName: Int] = [:]
        for (place, entry) in entries.enumerated() { places[ByteExactName(name: entry.name)] = place }
        self.places = places
    }
}

extension JSONOrderedDictionary: Sendable where Value: Sendable {}
