using System.Globalization;
using System.Numerics;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Encoding;

/// <summary>Why a call reverted, read from its revert data.</summary>
/// <param name="Kind">How it was said.</param>
/// <param name="Text">For people; shortened and on one line, because a contract may say anything.</param>
/// <param name="Selector">The data's first four bytes, where there are as many.</param>
/// <param name="Data">The revert data as it came.</param>
public sealed record RevertReason(RevertKind Kind, string Text, AbiSelector? Selector, ReadOnlyMemory<byte> Data)
{
    /// <summary>Longer texts end in an ellipsis.</summary>
    public const int MaxTextLength = 256;

    private static readonly AbiError Message = AbiError.Parse("Error(string)");
    private static readonly AbiError Panic = AbiError.Parse("Panic(uint256)");

    /// <param name="data">Revert data from a call, an estimate or an error answer.</param>
    /// <param name="known">Custom errors that the called contracts may raise.</param>
    /// <returns>Always a reason: data that can't be read is <see cref="RevertKind.Unrecognised"/>.</returns>
    public static RevertReason Decode(ReadOnlyMemory<byte> data, params ReadOnlySpan<AbiError> known)
    {
        if (data.IsEmpty)
        {
            return new RevertReason(RevertKind.Empty, "reverted without a reason", null, data);
        }

        if (!AbiSelector.TryRead(data.Span, out var selector))
        {
            return new RevertReason(RevertKind.Unrecognised, OneLine($"reverted with {Hex.Encode(data.Span)}"), null, data);
        }

        var (kind, text) = Read(selector, data.Span, known);
        return new RevertReason(kind, OneLine(text), selector, data);
    }

    public override string ToString() => Text;

    private static (RevertKind Kind, string Text) Read(AbiSelector selector, ReadOnlySpan<byte> data, ReadOnlySpan<AbiError> known)
    {
        try
        {
            if (selector == Message.Selector)
            {
                return (RevertKind.Message, Message.Decode(data).Get<string>(0));
            }

            if (selector == Panic.Selector)
            {
                return (RevertKind.Panic, Describe(Panic.Decode(data).Get<BigInteger>(0)));
            }

            foreach (var error in known)
            {
                if (error.Selector == selector)
                {
                    return (RevertKind.Custom, $"{error.Name}({string.Join(", ", error.Decode(data).Select(Show))})");
                }
            }
        }
        catch (EthereumFormatException)
        {
            // The selector is only four bytes of a hash, so any data may begin with it; it is shown as it is.
        }

        return (RevertKind.Unrecognised, $"reverted with {selector} and {data.Length - AbiSelector.Size} more bytes");
    }

    /// <summary>
    /// The codes of https://docs.soliditylang.org/en/latest/control-structures.html#panic-via-assert-and-error-via-require.
    /// </summary>
    private static string Describe(BigInteger code)
    {
        var meaning = code <= byte.MaxValue
            ? (byte)code switch
            {
                0x00 => "generic compiler check",
                0x01 => "assertion failed",
                0x11 => "arithmetic overflow or underflow",
                0x12 => "division or modulo by zero",
                0x21 => "value outside of its enum",
                0x22 => "storage byte array encoded wrongly",
                0x31 => "pop from an empty array",
                0x32 => "array index out of bounds",
                0x41 => "too much memory allocated",
                0x51 => "call of an uninitialised internal function",
                _ => "unknown code",
            }
            : "unknown code";
        return $"panic 0x{code.ToString("x2", CultureInfo.InvariantCulture)}: {meaning}";
    }

    private static string Show(object value) => value switch
    {
        byte[] bytes => Hex.Encode(bytes),
        object[] items => $"[{string.Join(", ", items.Select(Show))}]",
        AbiValues items => $"({string.Join(", ", items.Select(Show))})",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string OneLine(string text) => text.Length <= MaxTextLength
        ? ShownText.OneLine(text, MaxTextLength)
        : string.Concat(ShownText.OneLine(text, MaxTextLength - 1), "…");
}

/// <summary>How a contract said why it reverted.</summary>
public enum RevertKind
{
    /// <summary>Data that begins with no known selector, or that its selector does not fit.</summary>
    Unrecognised = 0,

    /// <summary>No data at all: a bare revert, a failed assertion of old compilers, or out of gas.</summary>
    Empty,

    /// <summary><c>Error(string)</c>, from require and revert with a message.</summary>
    Message,

    /// <summary><c>Panic(uint256)</c>, from checks that the compiler inserts.</summary>
    Panic,

    /// <summary>A custom error that the caller named.</summary>
    Custom,
}
