import AWSS3
import PlanFile
import UTCTime

/// Refuses a plan in which two exports have equal S3 prefixes, or the prefix of one export contains the other prefix.
struct DatasetPrefixOverlap {
    private struct Claimed {
        let export: String
        let place: [UInt8]
        /// The export's S3 prefixes in three successive example windows.
        let examples: [[UInt8]]
    }

    let window: WindowPolicy
    private var known: [Claimed] = []

    init(window: WindowPolicy) { self.window = window }

    /// Refuses an export when its S3 prefix equals, contains or lies inside the prefix of another export.
    mutating func claim(_ export: PlannedExport, by item: FieldReader, plan: String) {
        // Placeholders that differ from run to run are compared as they are written.
        let place = Array(export.placeText(plan: plan).utf8)
        let examples = examples(export, plan)
        for other in known {
            if other.place == place {
                item.refuse("to", "is where export \"\(other.export)\" goes too; add ${export} or ${table}")
                return
            }
            if place.starts(with: other.place) || other.place.starts(with: place) {
                item.refuse(
                    "to",
                    "and the place of export \"\(other.export)\" lie one within the other: a reader of the outer one would read both"
                )
                return
            }
        }
        // ${window.from:…} of one window is ${window.to:…} of the one before.
        for other in known where other.examples.contains(where: { one in examples.contains { Self.touch(one, $0) } }) {
            item.refuse(
                "to",
                "is where another window of export \"\(other.export)\" goes too; add ${export} or ${table}"
            )
            return
        }
        known.append(Claimed(export: export.name, place: place, examples: examples))
    }

    private static func touch(_ one: [UInt8], _ other: [UInt8]) -> Bool {
        one.starts(with: other) || other.starts(with: one)
    }

    private func examples(_ export: PlannedExport, _ plan: String) -> [[UInt8]] {
        exampleWindows.enumerated().map { index, window in
            let values = PlannedExport.PlaceValues(
                run: "run-\(index)",
                window: window,
                scheduled: window.to,
                zone: self.window.zone
            )
            return Array(export.place(plan: plan, values).description.utf8)
        }
    }

    /// Three successive windows around the end of a year; none for a plan without windows.
    private var exampleWindows: [TimeWindow] {
        // 2026-12-31 12:00 in UTC.
        var time = UTCTime(millisecondsSinceEpoch: 1_798_718_400_000)
        return (0..<3).compactMap { _ in
            let next: TimeWindow
            switch window {
            case .none: return nil
            case .every(let calendar): next = TimeWindow(calendar.zone.period(calendar.period, holding: time))
            case .watermark: next = TimeWindow(from: time, to: time.advanced(by: .seconds(86_400)))
            }
            time = next.to
            return next
        }
    }
}
