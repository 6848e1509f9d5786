/// A list of files that is stored compactly: equal columns of several files are stored once. A document holds at most
/// 400 kB.
@propertyWrapper
struct CompactFileList: Sendable, Equatable, Codable {
    var wrappedValue: [PendingFile]

    private struct Layout: Codable, Hashable {
        let columns: [String]?
        let types: [String]?
    }

    private enum Key: String, CodingKey { case files, layouts, uses }

    init(wrappedValue: [PendingFile]) { self.wrappedValue = wrappedValue }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        let layouts = try container.decode([Layout].self, forKey: .layouts)
        let uses = try container.decode([Int].self, forKey: .uses)
        var files = try container.decode([PendingFile].self, forKey: .files)
        for (index, use) in uses.enumerated() where files.indices.contains(index) && layouts.indices.contains(use) {
            (files[index].columns, files[index].types) = (layouts[use].columns, layouts[use].types)
        }
        wrappedValue = files
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        var layouts: [Layout] = []
        var places: [Layout: Int] = [:]
        var uses: [Int] = []
        for file in wrappedValue {
            let layout = Layout(columns: file.columns, types: file.types)
            let place = places[layout] ?? layouts.count
            if place == layouts.count {
                places[layout] = place
                layouts.append(layout)
            }
            uses.append(place)
        }
        try container.encode(wrappedValue.map(\.withoutLayout), forKey: .files)
        try container.encode(layouts, forKey: .layouts)
        try container.encode(uses, forKey: .uses)
    }
}
