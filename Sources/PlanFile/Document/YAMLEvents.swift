internal import CYAML

/// Reads a text with libyaml's parser and returns its events as Swift values.
final class YAMLEvents {
    struct Event {
        enum Kind {
            case streamStart, streamEnd, documentStart, documentEnd
            case alias(String)
            case scalar(String, isPlain: Bool)
            case sequenceStart, sequenceEnd, mappingStart, mappingEnd
        }

        let kind: Kind
        let position: PlanPosition
        var anchor: String?
        var tag: String?
    }

    /// A pointer to the parser. The parser must not move in memory, because libyaml keeps addresses of it.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let isReady: Bool
    private let source: [UInt8]

    /// Makes a parser for a plan's text.
    ///
    /// - Parameters:
    ///   - buffer: the text. It must live longer than this object.
    ///   - source: the same text, for messages.
    init(_ buffer: UnsafeBufferPointer<UInt8>, source: [UInt8]) {
        parser = .allocate(capacity: 1)
        self.source = source
        isReady = yaml_parser_initialize(parser) == 1
        if isReady {
            yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
            yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
        }
    }

    deinit {
        if isReady { yaml_parser_delete(parser) }
        parser.deallocate()
    }

    /// Returns the next event of the parser.
    ///
    /// - Throws: ``PlanSyntaxError`` where the text is not YAML.
    func next() throws(PlanSyntaxError) -> Event {
        var event = yaml_event_t()
        guard isReady, yaml_parser_parse(parser, &event) == 1 else { throw error }
        defer { yaml_event_delete(&event) }
        let position = Self.position(event.start_mark)
        switch event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, position: position)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, position: position)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, position: position)
        case YAML_ALIAS_EVENT:
            return Event(kind: .alias(Self.text(event.data.alias.anchor) ?? ""), position: position)
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.value == nil ? 0 : scalar.length)
            return Event(
                kind: .scalar(
                    String(decoding: bytes, as: UTF8.self),
                    isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE
                ),
                position: position,
                anchor: Self.text(scalar.anchor),
                tag: Self.text(scalar.tag)
            )
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return Event(
                kind: .sequenceStart,
                position: position,
                anchor: Self.text(start.anchor),
                tag: Self.text(start.tag)
            )
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, position: position)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return Event(
                kind: .mappingStart,
                position: position,
                anchor: Self.text(start.anchor),
                tag: Self.text(start.tag)
            )
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, position: position)
        default: return Event(kind: .streamEnd, position: position)
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func position(_ mark: yaml_mark_t) -> PlanPosition {
        PlanPosition(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }

    private var error: PlanSyntaxError {
        guard isReady else { return PlanSyntaxError(position: .start, message: "there is no memory to read it") }
        let state = parser.pointee
        return YAMLErrorExplanation(
            problem: state.problem.map { String(cString: $0) } ?? "not YAML",
            context: state.context.map { String(cString: $0) } ?? "",
            position: Self.position(state.problem_mark),
            start: Self.position(state.context_mark)
        ).error(in: source)
    }
}
