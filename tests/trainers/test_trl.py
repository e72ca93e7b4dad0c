"""The rewards in a real GRPOTrainer: two steps with a model of a few thousand parameters, offline, on the CPU."""

import math
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(find_spec("trl") is None, reason="trl is not installed")

TRAIN = r"""
import sys
import torch
from datasets import Dataset
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM
from trl import GRPOConfig, GRPOTrainer

from verifiers import CodeReward, CosineScaledReward, LengthReward, SoftOverlongReward
from verifiers import combine, format_reward, gated, language_reward, math_reward, r1_zero_reward
from verifiers.sandbox import SandboxUnavailable, open_sandbox
from verifiers.trainers import asynchronous

shaped = combine(
    {
        CosineScaledReward(max_len=12): 1.0,
        LengthReward(unit="tokens"): 0.5,
        SoftOverlongReward(12, 6): 0.1,
        gated(format_reward, by=math_reward): 0.2,
    },
    name="shaped",
)

texts = ["What is 1 + 1? <think> </think> \\boxed{2}", "0 1 2 3 4 5 6 7 8 9 + = ? user assistant"]
bpe = Tokenizer(models.BPE(unk_token="<unk>"))
bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
bpe.decoder = decoders.ByteLevel()
alphabet = pre_tokenizers.ByteLevel.alphabet()
special = ["<unk>", "<pad>", "<eos>"]
bpe.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=300, special_tokens=special, initial_alphabet=alphabet))
tokenizer = PreTrainedTokenizerFast(tokenizer_object=bpe, unk_token="<unk>", pad_token="<pad>", eos_token="<eos>")
tokenizer.chat_template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "

torch.manual_seed(0)
config = Qwen2Config(
    vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
    num_key_value_heads=2, max_position_embeddings=128, pad_token_id=tokenizer.pad_token_id,
    eos_token_id=tokenizer.eos_token_id,
)
tables = {}

def watch(reward):
    # The reward; what it puts into the table of completions is kept.
    def watched(log_extra, **columns):
        def log(column, values):
            tables.setdefault(column, []).append(list(values))
            log_extra(column, values)
        return reward(log_extra=log, **columns)
    watched.__name__ = reward.__name__
    return watched

question = "What is 1 + 1?"
for kind, prompt in (("plain", question), ("conversational", [{"role": "user", "content": question}])):
    arguments = GRPOConfig(
        output_dir=sys.argv[1], max_steps=2, per_device_train_batch_size=4, num_generations=4,
        max_completion_length=12, report_to=[], logging_steps=1, save_strategy="no", use_cpu=True, disable_tqdm=True,
    )
    trainer = GRPOTrainer(
        model=Qwen2ForCausalLM(config),
        reward_funcs=[
            watch(math_reward), format_reward, language_reward, r1_zero_reward, shaped,
            CodeReward(wall="local"), asynchronous.adapt(math_reward.replace(name="awaited")),
            asynchronous.adapt(CodeReward(wall="local", name="awaited_code")),
        ],
        args=arguments,
        train_dataset=Dataset.from_list(
            [{"prompt": prompt, "answer": "2", "tests": {"inputs": ["1 1"], "outputs": ["2"]}, "level": "easy"}] * 8
        ),
        processing_class=tokenizer,
    )
    trainer.train()
    for entry in trainer.state.log_history:
        for name, value in entry.items():
            print("LOGGED", f"{kind}/{name}", value)
print("TABLES", sorted(tables), {len(rows) for columns in tables.values() for rows in columns})
try:
    open_sandbox("local", slots=1).close()
    print("WALL yes")
except SandboxUnavailable:
    print("WALL no")
"""


def test_two_steps_of_grpo(tmp_path):
    # In a process of its own: torch is heavy, and its warnings are not ours.
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", TRAIN, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=300)
    assert run.returncode == 0, run.stderr[-3000:]
    assert "TABLES ['math/answer', 'math/explanation', 'math/outcome'] {4}" in run.stdout
    logged = {}
    for line in run.stdout.splitlines():
        if line.startswith("LOGGED "):
            _, name, value = line.split(" ", 2)
            logged.setdefault(name, []).append(value)
    for kind in ("plain", "conversational"):
        for name in ("math", "format", "language", "r1_zero", "awaited"):
            means = [float(value) for value in logged[f"{kind}/rewards/{name}_reward/mean"]]
            assert len(means) == 2  # one for each step
            assert all(0 <= mean <= 2 for mean in means)  # nan is neither
            # What could not be graded has a curve of its own.
            assert [float(value) for value in logged[f"{kind}/{name}/unavailable"]] == [0.0, 0.0]
        assert logged[f"{kind}/rewards/awaited_reward/mean"] == logged[f"{kind}/rewards/math_reward/mean"]
        for name in ("code", "awaited_code"):
            # No wall is no zero: TRL's mean of nothing is not a number.
            means = [float(value) for value in logged[f"{kind}/rewards/{name}_reward/mean"]]
            assert means == [0.0, 0.0] if "WALL yes" in run.stdout else all(math.isnan(mean) for mean in means)
        # So has each part of a combination.
        for name in ("math", "format"):
            assert logged[f"{kind}/r1_zero/{name}"] == logged[f"{kind}/rewards/{name}_reward/mean"]
        for name in ("cosine_scaled", "cosine_scaled/math", "length", "soft_overlong", "format_if_math/format"):
            assert all(-1 <= float(value) <= 1 for value in logged[f"{kind}/shaped/{name}"])
