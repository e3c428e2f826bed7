using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using Nethereum.Model;
using NethereumSignature = Nethereum.Model.Signature;
using Signature = BuyOrder.Ethereum.Signing.Signature;

namespace BuyOrder.Ethereum.Transactions;

/// <summary>
/// The bytes of a type 2 transaction: <c>0x02 || rlp([chain id, nonce, tip, fee, gas, to, value, data, access list, y, r, s])</c>.
/// Nethereum's codec, made exact: what it has read is right when a new transaction of those fields has the same bytes.
/// </summary>
internal static class FeeMarketCodec
{
    private const int FieldCount = 12;
    private const int AccessListAt = 8;

    public static byte[] Encode(FeeMarketTransaction transaction, Signature? signature)
    {
        var encoder = Transaction1559Encoder.Current;
        return signature is null
            ? encoder.EncodeRaw(ToNethereum(transaction.Checked(), null))
            : encoder.Encode(ToNethereum(transaction.Checked(), ToNethereum(signature)));
    }

    /// <exception cref="EthereumFormatException">Anything but the one encoding of a signed transaction whose fields are in range.</exception>
    public static (FeeMarketTransaction Transaction, Signature Signature) Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty || encoded.Span[0] != FeeMarketTransaction.Type)
        {
            throw new EthereumFormatException("Only transactions of type 2 (EIP-1559) are read.");
        }

        if (!HasItsShape(Rlp.Decode(encoded[1..])))
        {
            throw new EthereumFormatException("The fields are not those of a signed transaction.");
        }

#pragma warning disable RS0030 // Only here: its bounds and its shape have been checked, and its fields are encoded anew below.
        var (transaction, signature) = Untrusted.Read(() => FromNethereum(Transaction1559Encoder.Current.Decode(encoded.ToArray())));
#pragma warning restore RS0030
        return Encode(transaction, signature).AsSpan().SequenceEqual(encoded.Span)
            ? (transaction, signature)
            : throw new EthereumFormatException("The bytes are not the one encoding of their fields.");
    }

    /// <summary>
    /// Nethereum reads the access list as RLP of its own. Were it a byte string, what is in it would be read without any bounds.
    /// </summary>
    private static bool HasItsShape(RlpItem item) =>
        item is { IsList: true, Items.Count: FieldCount }
        && item.Items.Index().All(field => field.Item.IsList == (field.Index == AccessListAt))
        && item.Items[AccessListAt].Items.All(IsEntry);

    private static bool IsEntry(RlpItem item) =>
        item is { IsList: true, Items: [{ IsList: false, Bytes.Length: Address.Size }, { IsList: true } keys] }
        && keys.Items.All(key => key is { IsList: false, Bytes.Length: Hash256.Size });

    private static Transaction1559 ToNethereum(FeeMarketTransaction transaction, NethereumSignature? signature) => new(
        transaction.ChainId, transaction.Nonce, transaction.MaxPriorityFeePerGas, transaction.MaxFeePerGas, transaction.GasLimit,
        transaction.To is { } to ? Hex.Encode(to.ToArray()) : "", transaction.Value, Hex.Encode(transaction.Data.Span),
        [.. transaction.AccessList.Select(ToNethereum)], signature);

    private static AccessListItem ToNethereum(AccessListEntry entry) =>
        new(Hex.Encode(entry.Address.ToArray()), [.. entry.StorageKeys.Select(key => key.ToArray())]);

    private static NethereumSignature ToNethereum(Signature signature) =>
        new(Bytes(signature.R), Bytes(signature.S), [(byte)signature.YParity]);

    private static (FeeMarketTransaction Transaction, Signature Signature) FromNethereum(Transaction1559 read)
    {
        var transaction = new FeeMarketTransaction
        {
            ChainId = (ulong)read.ChainId,
            Nonce = (ulong)(read.Nonce ?? 0),
            MaxPriorityFeePerGas = read.MaxPriorityFeePerGas ?? 0,
            MaxFeePerGas = read.MaxFeePerGas ?? 0,
            GasLimit = (ulong)(read.GasLimit ?? 0),
            To = BytesOf(read.ReceiverAddress) is { Length: > 0 } to ? new Address(to) : null,
            Value = read.Amount ?? 0,
            Data = BytesOf(read.Data),
            AccessList = [.. (read.AccessList ?? []).Select(FromNethereum)],
        };
        var parity = UInt256.Read(read.Signature.V);
        return (transaction.Checked(), new Signature(UInt256.Read(read.Signature.R), UInt256.Read(read.Signature.S), (int)parity));
    }

    private static AccessListEntry FromNethereum(AccessListItem read) =>
        new(new Address(BytesOf(read.Address)), [.. read.StorageKeys.Select(key => new Hash256(key))]);

    private static byte[] Bytes(BigInteger value) => value.ToByteArray(isUnsigned: true, isBigEndian: true);

    /// <summary>Hexadecimal digits, with or without prefix, as Nethereum holds bytes; nothing is the empty string.</summary>
    private static byte[] BytesOf(string? digits) =>
        digits is null or "" ? [] : Convert.FromHexString(digits.StartsWith(Hex.Prefix, StringComparison.Ordinal) ? digits[2..] : digits);
}
