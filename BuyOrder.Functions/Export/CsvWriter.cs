using System.Buffers;
using System.Buffers.Text;
using System.Text;
using BuyOrder.Domain.Money;

namespace BuyOrder.Functions.Export;

/// <summary>Writes CSV (RFC 4180, UTF-8, rows end with CRLF) to a stream in portions, so that memory stays flat.</summary>
/// <remarks>
/// Texts of others cannot become formulas of a spreadsheet, whichever separator it takes the file to have: a character that could start a
/// formula, or the apostrophe itself, gets an apostrophe in front at the beginning of a text and behind each semicolon, tab and line end in
/// it. Whoever reads the file takes one apostrophe away at each of these places and has the text back.
/// </remarks>
internal sealed class CsvWriter(Stream output)
{
    private const int PortionBytes = 64 * 1024;
    private const int MaxNumberLength = 20;
    private const int TimeLength = 33;

    /// <summary>OWASP's list, with the full-width forms that some spreadsheets take for the same.</summary>
    private static readonly SearchValues<char> Guarded = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'");

    private static readonly StandardFormat RoundTrip = new('O');

    /// <summary>A quote behind a foreign separator opens a cell there, and what follows it would be the cell's beginning.</summary>
    private static readonly SearchValues<char> GuardedInside = SearchValues.Create("=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20'\"");

    /// <summary>Also what only others take for separators: some programs split at all of them, and do so outside of quotes alone.</summary>
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\t\"\r\n");

    /// <summary>Where something may have to be put in.</summary>
    private static readonly SearchValues<char> Marks = SearchValues.Create(";\t\"\r\n");

    private byte[] portion = new byte[2 * PortionBytes];
    private int used;
    private bool inRow;

    /// <summary>A text that somebody else chose; null is an empty field.</summary>
    public void Text(string? text)
    {
        Separate();
        if (string.IsNullOrEmpty(text))
            return;
        var isQuoted = text.AsSpan().ContainsAny(Quoted);
        if (isQuoted)
            Put((byte)'"');
        if (Guarded.Contains(text[0]))
            Put((byte)'\'');
        if (isQuoted)
            PutGuarded(text);
        else
            Put(text);
        if (isQuoted)
            Put((byte)'"');
    }

    /// <summary>A value of our own: digits, letters, signs, never a separator or quote. A number stays a number, also a negative one.</summary>
    public void Own(string? value)
    {
        Separate();
        Put(value);
    }

    public void Own(long number)
    {
        Separate();
        Utf8Formatter.TryFormat(number, Free(MaxNumberLength), out var length);
        used += length;
    }

    /// <summary>RFC 3339 in UTC with as many decimals as there are, as everywhere in the API.</summary>
    public void Own(DateTimeOffset time)
    {
        Separate();
        var text = Free(TimeLength);
        Utf8Formatter.TryFormat(time.UtcDateTime, text, out var length, RoundTrip);
        var kept = text[..(length - 1)].TrimEnd((byte)'0').TrimEnd((byte)'.').Length;
        text[kept] = (byte)'Z';
        used += kept + 1;
    }

    /// <summary>Rand with two decimals.</summary>
    public void Own(Zar amount)
    {
        Separate();
        if (amount.Cents < 0)
            Put((byte)'-');
        var (rand, cents) = Math.DivRem((ulong)Int128.Abs(amount.Cents), 100);
        Utf8Formatter.TryFormat(rand, Free(MaxNumberLength), out var length);
        used += length;
        Put((byte)'.');
        Put((byte)('0' + (cents / 10)));
        Put((byte)('0' + (cents % 10)));
    }

    /// <summary>Ends a row, and sends what has come together when it is enough.</summary>
    public ValueTask EndRowAsync(CancellationToken cancellation)
    {
        Put((byte)'\r');
        Put((byte)'\n');
        inRow = false;
        return used < PortionBytes ? ValueTask.CompletedTask : SendAsync(cancellation);
    }

    /// <summary>Sends what is left.</summary>
    public async ValueTask SendAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(portion.AsMemory(0, used), cancellation);
        used = 0;
    }

    private void Separate()
    {
        if (inRow)
            Put((byte)',');
        inRow = true;
    }

    /// <summary>Quotes doubled, and an apostrophe where a program with another separator would see the beginning of a formula.</summary>
    private void PutGuarded(ReadOnlySpan<char> text)
    {
        for (var mark = text.IndexOfAny(Marks); mark >= 0; mark = text.IndexOfAny(Marks))
        {
            Put(text[..(mark + 1)]);
            var isQuote = text[mark] == '"';
            text = text[(mark + 1)..];
            if (isQuote)
                Put((byte)'"');
            else if (!text.IsEmpty && GuardedInside.Contains(text[0]))
                Put((byte)'\'');
        }
        Put(text);
    }

    private void Put(byte character)
    {
        Free(1)[0] = character;
        used++;
    }

    private void Put(ReadOnlySpan<char> text) => used += Encoding.UTF8.GetBytes(text, Free(Encoding.UTF8.GetMaxByteCount(text.Length)));

    /// <summary>Room for so many bytes behind what is there.</summary>
    private Span<byte> Free(int bytes)
    {
        if (portion.Length - used < bytes)
            Array.Resize(ref portion, Math.Max(2 * portion.Length, used + bytes));
        return portion.AsSpan(used);
    }
}
