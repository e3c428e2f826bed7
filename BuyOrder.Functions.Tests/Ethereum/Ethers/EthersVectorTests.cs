using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Encoding;
using BuyOrder.Ethereum.Signing;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Ethereum.Ethers;

/// <summary>All that is published for what the product encodes; a failure names the vector.</summary>
public sealed class EthersVectorTests(TestServers servers)
{
    [Fact]
    public async Task Hashes_are_those_of_ethers()
    {
        foreach (var vector in await EthersVectors.ReadAsync(servers, "hashes"))
        {
            Assert.Equal(vector.Text("keccak256"), Keccak256.Compute(Hex.Decode(vector.Text("data"))).ToString());
        }
    }

    [Fact]
    public async Task Addresses_have_the_checksum_of_ethers_and_keys_their_address()
    {
        foreach (var vector in await EthersVectors.ReadAsync(servers, "accounts"))
        {
            var address = vector.Text("checksumAddress");
            Assert.Equal(address, Address.Parse(vector.Text("address")).ToString());
            if (vector.TextOrNull("privateKey") is { } key)
            {
                using var signer = new PrivateKeySigner(Hex.Decode(key));
                Assert.Equal(address, signer.Address.ToString());
            }
        }
    }

    [Fact]
    public async Task Rlp_items_have_the_bytes_of_ethers()
    {
        foreach (var vector in await EthersVectors.ReadAsync(servers, "rlp-coder"))
        {
            var decoded = vector.GetProperty("decoded");
            Assert.Equal(vector.Text("encoded"), Hex.Encode(Rlp.Encode(Item(decoded))));
            Assert.Equal(JsonSerializer.Serialize(decoded), Show(Rlp.Decode(Hex.Decode(vector.Text("encoded")))));
        }
    }

    [Fact]
    public async Task Functions_have_the_selectors_of_ethers()
    {
        foreach (var vector in await EthersVectors.ReadAsync(servers, "contract-signatures"))
        {
            Assert.Equal(vector.Text("sigHash"), AbiFunction.Parse(vector.Text("signature")).Selector.ToString());
        }
    }

    /// <summary>What contracts of two compiler generations returned: read exactly, and encoded again to the same bytes.</summary>
    [Theory]
    [InlineData("contract-interface")]
    [InlineData("contract-interface-abi2")]
    public async Task Values_of_contracts_are_read_exactly(string file)
    {
        foreach (var vector in await EthersVectors.ReadAsync(servers, file))
        {
            var types = JsonSerializer.Deserialize<string[]>(vector.Text("types"))!;
            var parameters = AbiParameters.Parse(string.Join(",", types));
            var result = Hex.Decode(vector.Text("result"));

            var values = parameters.DecodeExact(result);

            Assert.Equal(vector.Text("result"), Hex.Encode(parameters.Encode([.. values])));
        }
    }

    [Fact]
    public async Task Transactions_have_the_bytes_of_ethers_and_lead_back_to_their_key()
    {
        var read = 0;
        foreach (var vector in await EthersVectors.ReadAsync(servers, "typed-transactions"))
        {
            if (Transaction(vector.GetProperty("tx")) is not { } transaction)
            {
                continue;
            }

            var signed = SignedTransaction.Decode(Hex.Decode(vector.Text("signed")));

            Assert.Equal(transaction, signed.Transaction);
            Assert.Equal(vector.Text("unsigned"), Hex.Encode(transaction.EncodeForSigning()));
            Assert.Equal(vector.Text("signed"), Hex.Encode(new SignedTransaction(transaction, signed.Signature).Encoded.Span));
            Assert.Equal(Address.Parse(vector.Text("address")), signed.RecoverSender());
            read++;
        }

        Assert.InRange(read, 100, int.MaxValue);
    }

    /// <returns>Null for what is none of ours: another type, no chain, or a tip above the fee.</returns>
    private static FeeMarketTransaction? Transaction(JsonElement fields)
    {
        var transaction = new FeeMarketTransaction
        {
            ChainId = (ulong)Number(fields, "chainId"),
            Nonce = (ulong)Number(fields, "nonce"),
            MaxPriorityFeePerGas = Number(fields, "maxPriorityFeePerGas"),
            MaxFeePerGas = Number(fields, "maxFeePerGas"),
            GasLimit = (ulong)Number(fields, "gasLimit"),
            To = fields.TextOrNull("to") is { } to ? Address.Parse(to.ToLowerInvariant()) : null,
            Value = Number(fields, "value"),
            Data = Hex.Decode(fields.TextOrNull("data") ?? Hex.Prefix),
            AccessList = fields.TryGetProperty("accessList", out var list) ? [.. list.EnumerateArray().Select(Entry)] : [],
        };
        var isOurs = fields.GetProperty("type").GetInt32() == FeeMarketTransaction.Type
            && transaction.ChainId > 0 && transaction.MaxPriorityFeePerGas <= transaction.MaxFeePerGas;
        return isOurs ? transaction : null;
    }

    private static AccessListEntry Entry(JsonElement entry) => new(
        Address.Parse(entry.Text("address").ToLowerInvariant()),
        [.. entry.GetProperty("storageKeys").EnumerateArray().Select(key => Hash256.Parse(key.GetString()!))]);

    private static BigInteger Number(JsonElement fields, string name)
    {
        if (!fields.TryGetProperty(name, out var value))
        {
            return BigInteger.Zero;
        }

        return value.ValueKind == JsonValueKind.Number
            ? value.GetInt64()
            : BigInteger.Parse("0" + value.GetString()![2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private static RlpItem Item(JsonElement item) => item.ValueKind == JsonValueKind.Array
        ? RlpItem.OfList([.. item.EnumerateArray().Select(Item)])
        : RlpItem.OfBytes(Hex.Decode(item.GetString()));

    private static string Show(RlpItem item) =>
        item.IsList ? $"[{string.Join(",", item.Items.Select(Show))}]" : $"\"{Hex.Encode(item.Bytes.Span)}\"";
}
