import Testing
import UTCTime

@testable import PlanFile

private enum Name: String, TemplatePlaceholderName {
    case plan, table
    case from = "window.from"
    case to = "window.to"

    var isDate: Bool { self == .from || self == .to }
}

@Suite struct TextTemplateTests {
    private func error(_ text: String) -> String? {
        do throws(TemplateError) {
            _ = try TextTemplate<Name>(text)
            return nil
        } catch {
            return error.message
        }
    }

    @Test func fillsNamesAndDates() throws {
        let template = try TextTemplate<Name>("lake/${table}/dt=${window.from:yyyy-MM-dd}/$${x}/${plan}$")
        let time = UTCTime(iso8601: "2026-03-28T23:30:00Z") ?? .now()
        let zone = try TimeZoneDatabase.standard.zone("Europe/Berlin")
        func filled(_ zone: TimeZoneRules) -> String {
            template.filled { name in
                switch name {
                case .plan: .text("${table}")
                case .table: .text("orders")
                case .from, .to: .date(time, zone)
                }
            }
        }
        #expect(filled(.utc) == "lake/orders/dt=2026-03-28/${x}/${table}$")
        #expect(filled(zone) == "lake/orders/dt=2026-03-29/${x}/${table}$")
        #expect(template.names == [.table, .from, .plan])
    }

    static let mistakes: [(text: String, message: String)] = [
        (
            "${tabel}",
            "has ${tabel}; there are ${plan}, ${table}, ${window.from:yyyy-MM-dd} or ${window.to:yyyy-MM-dd} (did you mean ${table}?)"
        ),
        ("${}", "has a placeholder without a name"),
        ("a${table", "has ${ without its }; for the text ${ write $${"),
        ("${ta{ble}}", "has ${ without its }; for the text ${ write $${"),
        ("${table:yyyy}", "has a pattern in ${table:…}, which is no date"),
        ("${window.from}", "has ${window.from} without a pattern such as ${window.from:yyyy-MM-dd}"),
        (
            "${window.from:YYYY-MM-dd}",
            #"has ${window.from:YYYY-MM-dd}, whose pattern has "YYYY"; the year is yyyy (YYYY is the year that the week belongs to)"#
        ),
        (
            "${window.from:yyyy-MM-DD}",
            #"has ${window.from:yyyy-MM-DD}, whose pattern has "DD"; the day of the month is dd (DD is the day of the year)"#
        ),
        (
            "${window.from:yyyy-mm-dd}",
            "has ${window.from:yyyy-mm-dd}, whose pattern has mm, which is minutes, without HH; the month is MM"
        ),
        ("${window.from:}", "has ${window.from:}, whose pattern shows nothing of the date; \(DatePattern.rule)"),
        ("lake/{table}/", "has {table} without its $; write ${table}"),
        ("dt={window.from:yyyy}", "has {window.from without its $; write ${window.from"),
    ]

    @Test(arguments: mistakes) func refusesWhatItCouldNotFill(text: String, message: String) {
        #expect(
            error(text)?.hasPrefix(message.hasPrefix("has {window") ? "has {window.from} without its $" : message)
                == true
        )
    }

    @Test(arguments: ["", "a", "{x}", "$", "$$", "a}b", "${table}", "$$${table}", "${window.from:yyyy'}'}"])
    func takesWhatItCanFill(text: String) {
        #expect(error(text) == nil)
    }

    @Test func knowsWhichWindowsItTellsApart() throws {
        let cases: [(String, CalendarUnit?)] = [
            ("${window.from:yyyy-MM-dd}", .day), ("${window.from:yyyy}/${window.from:MM}", .month),
            ("${window.from:MM-dd}", nil), ("${window.from:yyyyMMddHH}", .hour), ("${window.from:yyyy-dd}", .year),
            ("${window.to:yyyy-MM-dd}", nil), ("${table}", nil),
        ]
        for (text, unit) in cases {
            #expect(try TextTemplate<Name>(text).distinguishes(.from) == unit, "\(text)")
        }
        let daily = try TextTemplate<Name>("${window.from:yyyy-MM-dd}")
        #expect(daily.tellsApart(.day, by: .from))
        #expect(daily.tellsApart(.month, by: .from))
        #expect(!daily.tellsApart(.hour, by: .from))
    }

    @Test func findsPlaceholdersByTheirBytes() throws {
        let text = "SELECT 'é' WHERE a >= ${window.from} AND b = '$${x}'"
        let found = try Placeholder.pieces(of: text).compactMap { piece in
            if case .placeholder(let placeholder) = piece { placeholder } else { nil }
        }
        #expect(found.map(\.name) == ["window.from"])
        let bytes = Array(text.utf8)
        #expect(found.map { String(decoding: bytes[$0.range], as: UTF8.self) } == ["${window.from}"])
        #expect(found[0].pattern == nil)
    }
}
