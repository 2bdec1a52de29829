package dev.rose.template;

import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.util.Locale;

/** Python's {@code strftime} in the C locale, with the flags that the C library of Linux knows. */
final class TimeFormat {
    private static final Locale NAMES = Locale.ENGLISH;

    private TimeFormat() {}

    static String format(String format, LocalDateTime time) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c != '%' || at == format.length()) {
                out.append(c);
                continue;
            }
            char flag = format.charAt(at);
            boolean flagged = "-_0^#".indexOf(flag) >= 0 && at + 1 < format.length();
            char code = flagged ? format.charAt(at + 1) : flag;
            out.append(code(code, flagged ? flag : '\0', time));
            at += flagged ? 2 : 1;
        }
        return out.toString();
    }

    private static String code(char code, char flag, LocalDateTime time) {
        return switch (code) {
            case 'd' -> number(time.getDayOfMonth(), 2, '0', flag);
            case 'e' -> number(time.getDayOfMonth(), 2, ' ', flag);
            case 'm' -> number(time.getMonthValue(), 2, '0', flag);
            case 'y' -> number(Math.floorMod(time.getYear(), 100), 2, '0', flag);
            case 'Y' -> number(time.getYear(), 1, '0', flag);
            case 'C' -> number(Math.floorDiv(time.getYear(), 100), 2, '0', flag);
            case 'G' -> number(time.get(IsoFields.WEEK_BASED_YEAR), 1, '0', flag);
            case 'g' -> number(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flag);
            case 'H' -> number(time.getHour(), 2, '0', flag);
            case 'k' -> number(time.getHour(), 2, ' ', flag);
            case 'I' -> number(hour12(time), 2, '0', flag);
            case 'l' -> number(hour12(time), 2, ' ', flag);
            case 'M' -> number(time.getMinute(), 2, '0', flag);
            case 'S' -> number(time.getSecond(), 2, '0', flag);
            case 'f' -> number(time.getNano() / 1000, 6, '0', '\0');
            case 'j' -> number(time.getDayOfYear(), 3, '0', flag);
            case 'U' -> number(week(time, 0), 2, '0', flag);
            case 'W' -> number(week(time, 1), 2, '0', flag);
            case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
            case 'u' -> number(time.getDayOfWeek().getValue(), 1, '0', flag);
            case 'w' -> number(time.getDayOfWeek().getValue() % 7, 1, '0', flag);
            case 'a' -> name(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, NAMES), flag);
            case 'A' -> name(time.getDayOfWeek().getDisplayName(TextStyle.FULL, NAMES), flag);
            case 'b', 'h' -> name(time.getMonth().getDisplayName(TextStyle.SHORT, NAMES), flag);
            case 'B' -> name(time.getMonth().getDisplayName(TextStyle.FULL, NAMES), flag);
            case 'p' -> flag == '#' ? half(time).toLowerCase(Locale.ROOT) : half(time);
            case 'P' -> name(half(time).toLowerCase(Locale.ROOT), flag);
            default -> composed(code, flag, time);
        };
    }

    private static String composed(char code, char flag, LocalDateTime time) {
        return switch (code) {
            case 'c' -> name(format("%a %b %e %H:%M:%S %Y", time), flag);
            case 'x', 'D' -> format("%m/%d/%y", time);
            case 'X', 'T' -> format("%H:%M:%S", time);
            case 'F' -> format("%Y-%m-%d", time);
            case 'R' -> format("%H:%M", time);
            case 'r' -> format("%I:%M:%S %p", time);
            case 'n' -> "\n";
            case 't' -> "\t";
            case '%' -> "%";
            case 'z', 'Z' -> "";
            case 's' -> throw Failure.value("strftime_now does not support '%s'");
            default -> "%" + (flag == '\0' ? "" : String.valueOf(flag)) + code;
        };
    }

    private static int hour12(LocalDateTime time) {
        return time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    }

    private static String half(LocalDateTime time) {
        return time.getHour() < 12 ? "AM" : "PM";
    }

    /** The week of the year, the first one starting with the first Sunday (0) or Monday (1). */
    private static int week(LocalDateTime time, int firstDay) {
        int sinceStart = Math.floorMod(time.getDayOfWeek().getValue() - firstDay, 7);
        long day = ChronoUnit.DAYS.between(time.toLocalDate().withDayOfYear(1), time.toLocalDate());
        return (int) ((day + 7 - sinceStart) / 7);
    }

    private static String number(int value, int width, char pad, char flag) {
        String digits = Integer.toString(value);
        if (flag == '-') {
            return digits;
        }
        char with = flag == '_' ? ' ' : flag == '0' ? '0' : pad;
        return String.valueOf(with).repeat(Math.max(0, width - digits.length())) + digits;
    }

    private static String name(String name, char flag) {
        return flag == '^' || flag == '#' ? name.toUpperCase(Locale.ROOT) : name;
    }
}
