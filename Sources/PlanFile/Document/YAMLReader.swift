internal import CYAML

/// Reads one YAML document with libyaml into a tree. JSON without escaped surrogates is YAML, too.
///
/// https://pyyaml.org/wiki/LibYAML; libyaml itself gives no types to values, ``YAMLCoreSchema`` does.
struct YAMLReader {
    /// The limits for the size of a plan. Without them, a few lines of aliases could become gigabytes.
    struct Limits {
        var bytes = 1 << 20
        var depth = 40
        /// The maximum number of nodes. Each alias counts as the nodes of its value.
        var nodes = 100_000
    }

    private struct Anchor {
        let node: PlanNode
        let size: Int
    }

    private let events: YAMLEvents
    private let limits: Limits
    private var anchors: [String: Anchor] = [:]
    /// The anchors of nodes that are still being read. An alias to such an anchor would contain itself.
    private var open: Set<String> = []
    private var nodes = 0
    private(set) var duplicates: [PlanSyntaxError] = []

    /// Reads a plan's YAML text.
    ///
    /// - Returns: the tree of values, and an error for each key that appears twice in its mapping.
    /// - Throws: ``PlanSyntaxError`` for the first place at which the text is not YAML.
    static func read(
        _ bytes: [UInt8],
        limits: Limits = Limits()
    ) throws(PlanSyntaxError) -> (root: PlanNode, duplicates: [PlanSyntaxError]) {
        guard bytes.count <= limits.bytes else {
            throw PlanSyntaxError(
                position: .start,
                message: "the plan has \(bytes.count) bytes; it may have \(limits.bytes)"
            )
        }
        try PlanTextCheck.check(bytes)
        return try bytes.withUnsafeBufferPointer { buffer throws(PlanSyntaxError) in
            var reader = YAMLReader(events: YAMLEvents(buffer, source: bytes), limits: limits)
            let root = try reader.document()
            return (root, reader.duplicates)
        }
    }

    private init(events: YAMLEvents, limits: Limits) {
        self.events = events
        self.limits = limits
    }

    private mutating func document() throws(PlanSyntaxError) -> PlanNode {
        _ = try events.next()
        let start = try events.next()
        guard case .documentStart = start.kind else {
            throw PlanSyntaxError(position: .start, message: "the plan is empty")
        }
        let root = try node(try events.next(), depth: 0)
        _ = try events.next()
        let end = try events.next()
        if case .documentStart = end.kind {
            throw PlanSyntaxError(
                position: end.position,
                message: "a second document begins here; a plan is one document"
            )
        }
        return root
    }

    private mutating func node(_ event: YAMLEvents.Event, depth: Int) throws(PlanSyntaxError) -> PlanNode {
        if case .alias(let name) = event.kind { return try resolve(name, at: event.position) }
        guard depth <= limits.depth else {
            throw PlanSyntaxError(
                position: event.position,
                message: "more than \(limits.depth) levels of lists and mappings"
            )
        }
        let before = nodes
        try count(1, at: event.position)
        if let anchor = event.anchor { open.insert(anchor) }
        let content: PlanNode.Content
        switch event.kind {
        case .scalar(let text, let isPlain):
            guard let scalar = YAMLCoreSchema.scalar(text, isPlain: isPlain, tag: event.tag) else {
                throw PlanSyntaxError(position: event.position, message: "the tag \(event.tag ?? "") does not fit here")
            }
            content = .scalar(scalar)
        case .sequenceStart:
            try refuseTag(event, otherThan: "seq")
            content = .sequence(try sequence(depth: depth))
        case .mappingStart:
            try refuseTag(event, otherThan: "map")
            content = .mapping(try mapping(depth: depth))
        default: throw PlanSyntaxError(position: event.position, message: "a value was expected here")
        }
        let node = PlanNode(content, at: event.position)
        if let anchor = event.anchor {
            open.remove(anchor)
            anchors[anchor] = Anchor(node: node, size: nodes - before)
        }
        return node
    }

    private func refuseTag(_ event: YAMLEvents.Event, otherThan kind: String) throws(PlanSyntaxError) {
        guard let tag = event.tag, tag != "!", tag != "tag:yaml.org,2002:\(kind)" else { return }
        throw PlanSyntaxError(position: event.position, message: "the tag \(tag) does not fit here")
    }

    private mutating func resolve(_ name: String, at position: PlanPosition) throws(PlanSyntaxError) -> PlanNode {
        if open.contains(name) { throw PlanSyntaxError(position: position, message: "*\(name) is inside of &\(name)") }
        guard let anchor = anchors[name] else {
            throw PlanSyntaxError(position: position, message: "*\(name) has no &\(name) before it")
        }
        try count(anchor.size, at: position)
        return anchor.node
    }

    private mutating func count(_ more: Int, at position: PlanPosition) throws(PlanSyntaxError) {
        nodes += more
        guard nodes <= limits.nodes else {
            throw PlanSyntaxError(position: position, message: "more than \(limits.nodes) values, aliases replaced")
        }
    }

    private mutating func sequence(depth: Int) throws(PlanSyntaxError) -> [PlanNode] {
        var items: [PlanNode] = []
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { return items }
            items.append(try node(event, depth: depth + 1))
        }
    }

    private mutating func mapping(depth: Int) throws(PlanSyntaxError) -> [PlanEntry] {
        var own: [PlanEntry] = []
        var merged: [PlanEntry] = []
        var lines: [String: PlanPosition] = [:]
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            guard case .scalar(let text, let isPlain) = event.kind else {
                throw PlanSyntaxError(position: event.position, message: "a key was expected here, which is text")
            }
            try count(1, at: event.position)
            if let anchor = event.anchor {
                let node = PlanNode(.scalar(PlanScalar(.text, text: text)), at: event.position)
                anchors[anchor] = Anchor(node: node, size: 1)
            }
            let value = try node(try events.next(), depth: depth + 1)
            if let first = lines[text] {
                let message = "\"\(text)\" is here a second time; the first is in line \(first.line)"
                duplicates.append(PlanSyntaxError(position: event.position, message: message))
                continue
            }
            lines[text] = event.position
            if isPlain, text == "<<" {
                merged += try Self.merged(value)
            } else {
                own.append(PlanEntry(key: text, keyPosition: event.position, value: value))
            }
        }
        guard !merged.isEmpty else { return own }
        var taken = Set(own.map(\.key))
        return own + merged.filter { taken.insert($0.key).inserted }
    }

    /// Returns the entries of the merge key `<<: *name` or `<<: [*first, *second]`. When several mappings have the same
    /// key, the first mapping counts.
    /// https://yaml.org/type/merge.html
    private static func merged(_ value: PlanNode) throws(PlanSyntaxError) -> [PlanEntry] {
        var entries: [PlanEntry] = []
        let sources: [PlanNode] = if case .sequence(let list) = value.content { list } else { [value] }
        for source in sources {
            guard case .mapping(let more) = source.content else {
                throw PlanSyntaxError(position: source.position, message: "<< takes a mapping, or a list of mappings")
            }
            entries += more
        }
        return entries
    }
}
